// Everything that has to be there before Sidetone runs: packages, compiled code, models. Plain Node, because it runs before anything is installed.
// Each step looks first whether it has anything to do, so that a start with all in place costs a fraction of a second.
//   node scripts/setup.mjs         what the server needs
//   node scripts/setup.mjs --dev   also what tests, checks and benches need
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './setup/build.mjs'
import { install } from './setup/install.mjs'
import { withLock } from './setup/lock.mjs'
import { pullDefaultModels } from './setup/models.mjs'
import { SetupError } from './setup/setup-error.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const development = process.argv.includes('--dev')

function requireNode(leastMajor, leastMinor) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new SetupError(
    `Sidetone needs Node ${leastMajor}.${leastMinor} or newer; this is Node ${process.versions.node}.`,
    'Install a current Node from https://nodejs.org and run the same command again.',
  )
}

try {
  requireNode(20, 19)
  await withLock(join(root, '.sidetone', 'setup.lock'), async () => {
    await install(root, { development })
    await build(root, { development })
    await pullDefaultModels(root)
  })
} catch (error) {
  // What was foreseen is said in sentences; anything else shows where it came from.
  const foreseen = ['SetupError', 'ConfigError', 'ModelError'].includes(error.name)
  console.error(foreseen ? `\n${error.message}` : error)
  process.exitCode = 1
}
