import { dirname, resolve } from 'node:path'
import type { SpeculationLimit } from '../lib/speculation.js'
import { closestName, editDistance } from './closest-name.js'
import { ConfigError } from './config-error.js'
import type { Config } from './contract.js'
import { isLoopback } from './is-loopback.js'
import { type FlagKey, type SettingName, type SettingValues, settingNames, settingOf, settingsByFlag, valueFromText } from './schema.js'

/** What the command line said: `{ port: '4747', tls: true, apiKey: ['a', 'b'] }`. A flag given several times is a list, one without a value is true. */
export type Flags = { readonly [Key in FlagKey]?: string | boolean | readonly string[] | undefined }

export interface ConfigSources {
  readonly flags: Flags
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The text of a `sidetone.config.json`; null: there is none. */
  readonly file: { readonly path: string; readonly text: string } | null
  readonly workingFolder?: string
}

/** One source's word on the settings it knows. */
interface Layer {
  readonly values: SettingValues
  /** How a person finds the setting in this source. */
  readonly place: (name: SettingName) => string
}

/** Flags before environment before file before defaults. Throws `ConfigError`; the result is frozen throughout. */
export function loadConfig({ flags, environment, file, workingFolder = process.cwd() }: ConfigSources): Config {
  const layers = [readFlags(flags, workingFolder), readEnvironment(environment, workingFolder), readFile(file)]
  const set: SettingValues = Object.assign({}, ...layers.map((layer) => layer.values).reverse())
  const languageModel = chooseLanguageModel(layers, set)
  const config: Config = {
    server: {
      host: set['server.host'] ?? '127.0.0.1',
      port: set['server.port'] ?? 4747,
      tls: chooseTls(layers, set),
      apiKeys: set['server.apiKeys'] ?? [],
      allowAnonymous: set['server.allowAnonymous'] ?? false,
      allowedOrigins: set['server.allowedOrigins'] ?? [],
      maxSessions: set['server.maxSessions'] ?? 64,
      maxRequests: set['server.maxRequests'] ?? 2,
      maxWaitingRequests: set['server.maxWaitingRequests'] ?? 8,
      resumeForMs: set['server.resumeForMs'] ?? 30_000,
    },
    models: { dir: set['models.dir'] ?? null, vad: set['models.vad'] ?? 'silero-vad-v6', recogniser: set['models.recogniser'] ?? 'moonshine-tiny-en' },
    languageModel,
    turnModel: chooseTurnModel(layers, set),
    replies: {
      leadMs: set['replies.leadMs'] ?? 1500,
      tokensPerMinute: set['replies.tokensPerMinute'] ?? 1_000_000,
      contextTokens: set['replies.contextTokens'] ?? 6_000,
      languageModelTimeoutMs: set['replies.languageModelTimeoutMs'] ?? 30_000,
      speculation: set['replies.speculation'] ?? usualSpeculation(languageModel),
    },
    prompts: Object.fromEntries(Object.entries(set.prompts ?? {}).map(([id, kept]) => [id, typeof kept === 'string' ? { '1': kept } : kept])),
    mcp: {
      allowedServers: set['mcp.allowedServers'] ?? [],
      allowPrivateAddresses: set['mcp.allowPrivateAddresses'] ?? false,
      allowPlainHttp: set['mcp.allowPlainHttp'] ?? false,
    },
    recording: {
      dir: set['recording.dir'] ?? null,
      maxSeconds: set['recording.maxSeconds'] ?? 3_600,
      maxMegabytes: set['recording.maxMegabytes'] ?? 256,
    },
    webrtc: { addresses: set['webrtc.addresses'] ?? [], ports: choosePorts(set['webrtc.ports']) },
    log: { level: set['log.level'] ?? 'info' },
  }
  refuseOpenDoor(config)
  return freeze(config)
}

function readFlags(flags: Flags, folder: string): Layer {
  const place = (name: SettingName) => settingOf(name).flag ?? name
  const given = Object.entries(flags).flatMap(([key, value]): [SettingName, unknown][] => {
    const name = settingsByFlag.get(key)
    if (name === undefined) throw new ConfigError(unknownFlag(key))
    if (value === undefined) return []
    // `--tls` alone asks for the kind that needs nothing else.
    if (name === 'server.tls.kind' && value === true) return [[name, 'self-signed']]
    return [[name, typeof value === 'string' ? valueFromText(settingOf(name), value) : value]]
  })
  return { values: validate(given, place, folder), place }
}

function unknownFlag(key: string): string {
  const meant = closestName(key, [...settingsByFlag.keys()])
  return `"${key}" is not a flag. ${meant ? `Did you mean "${meant}"?` : `There are: ${[...settingsByFlag.keys()].join(', ')}.`}`
}

function readEnvironment(environment: ConfigSources['environment'], folder: string): Layer {
  const known = settingNames.map((name) => settingOf(name).environment).filter((variable) => variable !== null)
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith('SIDETONE_') || known.includes(variable)) continue
    const meant = closestName(variable, known)
    // Other programs may use the prefix; only what looks like a slip of the pen is refused.
    if (meant && editDistance(variable, meant) <= 2) throw new ConfigError(`The environment variable ${variable} is not a setting. Did you mean ${meant}?`)
  }
  const given = settingNames.flatMap((name): [SettingName, unknown][] => {
    const variable = settingOf(name).environment
    const word = variable === null ? undefined : environment[variable]
    // Set to nothing is how a shell or a compose file says "not set".
    return word === undefined || word === '' ? [] : [[name, valueFromText(settingOf(name), word)]]
  })
  const place = (name: SettingName) => settingOf(name).environment ?? name
  return { values: validate(given, place, folder), place }
}

function readFile(file: ConfigSources['file']): Layer {
  if (!file) return { values: {}, place: (name) => name }
  const place = (name: SettingName) => `"${name}" in ${file.path}`
  let content: unknown
  try {
    content = JSON.parse(file.text)
  } catch (error) {
    throw new ConfigError(`${file.path} is not JSON: ${(error as Error).message}. Mend it, or start without it.`)
  }
  if (!isSection(content)) throw new ConfigError(`${file.path} must hold one JSON object, such as {"server": {"port": 4747}}.`)
  const { $schema: _, ...sections } = content
  return { values: validate(flatten(sections, '', file.path), place, dirname(resolve(file.path))), place }
}

/** `{server: {port: 1}}` becomes `server.port: 1`; a key that is neither a setting nor on the way to one is refused. */
function flatten(section: Record<string, unknown>, prefix: string, path: string): [SettingName, unknown][] {
  return Object.entries(section).flatMap(([key, value]): [SettingName, unknown][] => {
    const name = prefix + key
    const setting = settingNames.find((each) => each === name)
    if (setting) return value === null ? [] : [[setting, value]]
    const inside = settingNames.filter((each) => each.startsWith(`${name}.`))
    if (inside.length === 0) throw new ConfigError(unknownKey(name, prefix, path))
    if (!isSection(value))
      throw new ConfigError(`"${name}" in ${path} must be an object with any of: ${inside.map((each) => each.slice(name.length + 1)).join(', ')}.`)
    return flatten(value, `${name}.`, path)
  })
}

function unknownKey(name: string, prefix: string, path: string): string {
  const sections = [...new Set(settingNames.flatMap((each) => each.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'))))]
  const meant = closestName(name, sections)
  const here = [...new Set(settingNames.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length).split('.')[0]))]
  return `"${name}" in ${path} is not a setting. ${meant ? `Did you mean "${meant}"?` : `There are: ${here.join(', ')}.`}`
}

function validate(given: readonly [SettingName, unknown][], place: Layer['place'], folder: string): SettingValues {
  return Object.fromEntries(
    given.map(([name, value]) => {
      const setting = settingOf(name)
      const result = setting.schema.safeParse(value)
      if (!result.success) {
        const shown = setting.secret ? '' : `, not ${JSON.stringify(value)}`
        throw new ConfigError(`${place(name)} must be ${setting.expects}${shown}. Example: ${setting.example}`)
      }
      return [name, setting.path ? resolve(folder, result.data as string) : result.data]
    }),
  )
}

/** Where a setting came from, in a person's words; its name when it was not set. */
function placeOf(layers: readonly Layer[], name: SettingName): string {
  return layers.find((layer) => layer.values[name] !== undefined)?.place(name) ?? name
}

/** The first layer that says anything of these settings: its word decides, so that a flag can override a whole section of the file. */
function decidingLayer(layers: readonly Layer[], names: readonly SettingName[]): Layer | undefined {
  return layers.find((layer) => names.some((name) => layer.values[name] !== undefined))
}

function chooseTls(layers: readonly Layer[], set: SettingValues): Config['server']['tls'] {
  const names = ['server.tls.kind', 'server.tls.certFile', 'server.tls.keyFile'] as const
  const deciding = decidingLayer(layers, names)
  if (!deciding) return { kind: 'none' }
  const { 'server.tls.kind': kind = 'files', 'server.tls.certFile': ownCert, 'server.tls.keyFile': ownKey } = deciding.values
  if (kind !== 'files') {
    if (ownCert ?? ownKey)
      throw new ConfigError(`${deciding.place('server.tls.kind')} says ${kind}, but there is a certificate or key file beside it. Leave out one of them.`)
    return { kind }
  }
  const { 'server.tls.certFile': certFile, 'server.tls.keyFile': keyFile } = set
  if (certFile === undefined || keyFile === undefined) {
    const missing = certFile === undefined ? 'server.tls.certFile' : 'server.tls.keyFile'
    throw new ConfigError(`TLS with files needs a certificate and a key: ${missing} is missing. Set ${ways(missing)}, or use --tls self-signed.`)
  }
  return { kind: 'files', certFile, keyFile }
}

function chooseLanguageModel(layers: readonly Layer[], set: SettingValues): Config['languageModel'] {
  const deciding = decidingLayer(layers, ['languageModel.kind', 'languageModel.baseUrl', 'languageModel.file'])
  const { 'languageModel.apiKey': apiKey = null, 'languageModel.model': model = null } = set
  const given = deciding?.values
  if (given?.['languageModel.kind'] === undefined && given?.['languageModel.baseUrl'] !== undefined && given['languageModel.file'] !== undefined) {
    throw new ConfigError(`${deciding?.place('languageModel.baseUrl')} and ${deciding?.place('languageModel.file')} exclude each other. Leave out one of them.`)
  }
  const implied = given?.['languageModel.baseUrl'] !== undefined ? 'openai-compatible' : given?.['languageModel.file'] !== undefined ? 'scripted' : 'auto'
  const kind = given?.['languageModel.kind'] ?? implied
  if (kind === 'openai-compatible') {
    const baseUrl = set['languageModel.baseUrl']
    if (baseUrl === undefined)
      throw new ConfigError(`${placeOf(layers, 'languageModel.kind')} says openai-compatible: say where it is by ${ways('languageModel.baseUrl')}.`)
    return { kind, baseUrl, apiKey, model }
  }
  if (kind === 'scripted') {
    const file = set['languageModel.file']
    if (file === undefined) throw new ConfigError(`${placeOf(layers, 'languageModel.kind')} says scripted: name the script by ${ways('languageModel.file')}.`)
    return { kind, file }
  }
  const idle = (['languageModel.apiKey', 'languageModel.model'] as const).find((name) => set[name] !== undefined)
  if (idle && deciding === undefined)
    throw new ConfigError(`${placeOf(layers, idle)} is set, but no language model to use it with. Set ${ways('languageModel.baseUrl')} too.`)
  return { kind }
}

function chooseTurnModel(layers: readonly Layer[], set: SettingValues): Config['turnModel'] {
  const given = decidingLayer(layers, ['turnModel.kind', 'turnModel.file'])?.values
  const kind = given?.['turnModel.kind'] ?? (given?.['turnModel.file'] === undefined ? 'none' : 'smart-turn')
  if (kind === 'none') return { kind }
  const file = set['turnModel.file']
  if (file === undefined) throw new ConfigError(`${placeOf(layers, 'turnModel.kind')} says ${kind}: name its file by ${ways('turnModel.file')}.`)
  return { kind, file }
}

function choosePorts(range: string | undefined): Config['webrtc']['ports'] {
  const [first, last] = range?.split('-').map(Number) ?? []
  return first === undefined || last === undefined ? null : { first, last }
}

/** Requests to another machine may cost money, and a part of those that are made ahead is thrown away. */
function usualSpeculation(model: Config['languageModel']): SpeculationLimit {
  return model.kind === 'openai-compatible' && !isLoopback(new URL(model.baseUrl).hostname) ? 'transcription' : 'full'
}

/** Every way to set a setting, for a remedy. */
function ways(name: SettingName): string {
  const { flag, environment } = settingOf(name)
  return [flag, environment, `"${name}" in sidetone.config.json`].filter((way) => way !== null).join(', or ')
}

function refuseOpenDoor({ server }: Config): void {
  if (isLoopback(server.host) || server.apiKeys.length > 0 || server.allowAnonymous) return
  throw new ConfigError(
    `The host ${server.host} can be reached by other machines, and no API key protects it. Set a key with --api-key (or SIDETONE_API_KEYS), or use --host 127.0.0.1, or say --allow-anonymous if anyone may use this server.`,
  )
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) freeze(each)
    Object.freeze(value)
  }
  return value
}
