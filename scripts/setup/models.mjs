import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SetupError } from './setup-error.mjs'

/** Brings the models that a server without configuration uses, to where a server started here looks for them. Says nothing when they are there. */
export async function pullDefaultModels(root) {
  const from = (path) => import(pathToFileURL(join(root, 'packages/server/dist', path)).href)
  const [{ pullModels }, { defaultModelIds }, { progressPrinter }, { systemClock }] = await Promise.all([
    from('models/pull.js'),
    from('models/manifest.js'),
    from('models/progress-printer.js'),
    from('lib/clock.js'),
  ])
  const dir = existsSync('sidetone.config.json') ? await configuredDir(from) : null
  const printer = progressPrinter(process.stderr, systemClock)
  const interrupted = new AbortController()
  const onInterrupt = () => interrupted.abort(new SetupError('Interrupted.', 'The same command goes on from here.'))
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt)
  try {
    await pullModels(defaultModelIds, {
      dir,
      signal: interrupted.signal,
      onProgress: (progress) => {
        if (progress.type !== 'cached') printer.report(progress)
      },
    })
  } finally {
    printer.close()
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
  }
}

async function configuredDir(from) {
  const [{ loadConfig }, { readConfigFile }] = await Promise.all([from('config/load.js'), from('config/read-config-file.js')])
  return loadConfig({ flags: {}, environment: process.env, file: readConfigFile(undefined) }).models.dir
}
