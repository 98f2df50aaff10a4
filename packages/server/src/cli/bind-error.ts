import type { Config } from '../config/contract.js'
import { CliError } from './cli-error.js'
import { isSidetoneAt } from './is-sidetone-at.js'

/** Why a server could not open its port, as a sentence; any other error as it is. */
export async function explainBindError(error: unknown, server: Config['server']): Promise<unknown> {
  const { host, port } = server
  const code = (error as NodeJS.ErrnoException).code
  switch (code) {
    case 'EADDRINUSE': {
      const running = await isSidetoneAt(server)
      const holder = running ? 'A Sidetone is already running' : 'Another program is already listening'
      return new CliError(`${holder} on port ${port}. ${running ? 'Use that one, stop it' : 'Stop it'}, or choose another port: --port ${port + 1}`, {
        cause: error,
      })
    }
    case 'EACCES':
      return new CliError(`This user may not listen on port ${port}. Ports below 1024 usually need more rights; choose another: --port 4747`, { cause: error })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CliError(`This machine has no address ${host}. Use one of its own: --host 127.0.0.1, or --host 0.0.0.0 for all`, { cause: error })
    default:
      return error
  }
}
