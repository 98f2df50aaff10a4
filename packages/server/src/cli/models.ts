import { Command } from 'commander'
import { loadConfig } from '../config/load.js'
import { readConfigFile } from '../config/read-config-file.js'
import { systemClock } from '../lib/clock.js'
import { inspectModel, modelsDir } from '../models/cache.js'
import type { ModelEntry } from '../models/contract.js'
import { defaultModelIds, modelManifest } from '../models/manifest.js'
import { pullCommand } from '../models/model-error.js'
import { megabytes, progressPrinter } from '../models/progress-printer.js'
import { pullModels } from '../models/pull.js'
import { sourceLabel } from '../models/receipt.js'
import { type VerifiedModel, verifyModels } from '../models/verify.js'
import { CliError } from './cli-error.js'

interface DirOption {
  readonly dir?: string
}

/** The folder named here, else the one a server started here would use. */
function chosenDir(options: DirOption): string {
  return modelsDir(options.dir ?? loadConfig({ flags: {}, environment: process.env, file: readConfigFile(undefined) }).models.dir)
}

/** `sidetone models list|pull|verify|where`. */
export function modelsCommand(): Command {
  const command = new Command('models').description('speech models: see, fetch and check them')
  const dirHelp = 'folder of the models (default: as configured, else sidetone/models in your cache folder)'

  command
    .command('list')
    .description('every model Sidetone knows how to fetch, and which are here')
    .option('--dir <folder>', dirHelp)
    .option('--json', 'as JSON')
    .action((options: DirOption & { json?: boolean }) => reportingErrors(() => list(options)))

  command
    .command('pull')
    .description('fetch models; without names, those of the default set-up')
    .argument('[id...]', 'names from "models list"')
    .option('--dir <folder>', dirHelp)
    .option('--force', 'fetch anew what is here already')
    .action((ids: string[], options: DirOption & { force?: boolean }) => reportingErrors(() => pull(ids, options)))

  command
    .command('verify')
    .description('read every byte of the models that are here and compare checksums')
    .argument('[id...]', 'names from "models list"; without names, all that are here')
    .option('--dir <folder>', dirHelp)
    .action((ids: string[], options: DirOption) => reportingErrors(() => verify(ids, options)))

  command
    .command('where')
    .description('print the folder of the models')
    .option('--dir <folder>', dirHelp)
    .action((options: DirOption) => reportingErrors(() => console.log(chosenDir(options))))

  return command
}

function list(options: DirOption & { json?: boolean }): void {
  const dir = chosenDir(options)
  const rows = modelManifest.map((entry) => describe(entry, dir))
  console.log(options.json ? JSON.stringify(rows, null, 2) : table(rows))
}

async function pull(ids: readonly string[], options: DirOption & { force?: boolean }): Promise<void> {
  const interrupted = new AbortController()
  const onInterrupt = () => interrupted.abort(new CliError('Interrupted. What has arrived of a download is kept; the same command goes on from there.'))
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt)
  const printer = progressPrinter(process.stderr, systemClock)
  try {
    await pullModels(ids.length > 0 ? ids : defaultModelIds, {
      dir: chosenDir(options),
      force: options.force,
      onProgress: printer.report,
      signal: interrupted.signal,
    })
  } finally {
    printer.close()
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
  }
}

async function verify(ids: readonly string[], options: DirOption): Promise<void> {
  const all = ids.length === 0
  const dir = chosenDir(options)
  const models = await verifyModels(all ? modelManifest.map((entry) => entry.id) : ids, { dir })
  const shown = models.filter((model) => !all || model.state !== 'absent')
  console.log(shown.length > 0 ? shown.map(verdict).join('\n') : `No models in ${dir}. Fetch the default ones with: npm run sidetone -- models pull`)
  if (shown.length === 0 || shown.some((model) => model.state !== 'intact')) process.exitCode = 1
}

function verdict(model: VerifiedModel): string {
  switch (model.state) {
    case 'absent':
      return `${model.id}: not here. Fetch it with: ${pullCommand(model.id)}`
    case 'intact':
      return [`${model.id}: intact`, ...model.files.map((file) => `  ${file.name}: ${origin[file.against]}`)].join('\n')
    case 'broken':
      return [
        `${model.id}: broken. Fetch it anew with: ${pullCommand(model.id, '--force')}`,
        ...model.files.map((file) => `  ${file.name}: ${file.state === 'intact' ? origin[file.against] : file.state}`),
      ].join('\n')
  }
}

const origin = { manifest: 'as recorded in this release', 'first-pull': 'as at its first pull' } as const

interface ModelRow {
  readonly id: string
  readonly job: string
  readonly title: string
  readonly licence: string
  readonly downloadBytes: number
  readonly default: boolean
  readonly state: 'ready' | 'absent' | 'damaged' | 'outdated'
  readonly checksum: string
  readonly sources: readonly string[]
}

function describe(entry: ModelEntry, dir: string): ModelRow {
  const found = inspectModel(entry, dir)
  const recorded = entry.files.every((file) => file.sha256 !== null)
  const unrecorded =
    found.state === 'ready' ? `not recorded here; recorded at first pull (${found.receipt.pulledAt.slice(0, 10)})` : 'not recorded here; recorded at first pull'
  return {
    id: entry.id,
    job: entry.job,
    title: entry.title,
    licence: entry.licence,
    downloadBytes: entry.downloadBytes,
    default: entry.isDefault,
    state: found.state,
    checksum: recorded ? 'recorded in this release' : unrecorded,
    sources: entry.sources.map(sourceLabel),
  }
}

function table(rows: readonly ModelRow[]): string {
  const mark = { ready: 'here', absent: '-', damaged: 'damaged', outdated: 'outdated' } as const
  return rows
    .map((row) =>
      [
        `${row.id.padEnd(24)}${row.job.padEnd(12)}${megabytes(row.downloadBytes).padStart(7)}  ${mark[row.state]}${row.default ? '  (default)' : ''}`,
        `    ${row.title}; licence: ${row.licence}`,
        `    checksum: ${row.checksum}`,
        ...row.sources.map((source) => `    from: ${source}`),
      ].join('\n'),
    )
    .join('\n')
}

/** What was foreseen is said in a sentence; anything else shows where it came from. */
async function reportingErrors(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const foreseen = error instanceof Error && ['CliError', 'ConfigError', 'ModelError'].includes(error.name)
    console.error(foreseen ? error.message : error)
    process.exitCode = 1
  }
}
