import { z } from 'zod'
import { speculationLimits } from '../lib/speculation.js'

/** One thing that can be set. In `sidetone.config.json` it stands under its name's path: `server.port` is `{"server": {"port": …}}`. */
export interface Setting {
  /** null: in the file alone. */
  readonly environment: string | null
  /** The flag of `sidetone serve`; null: none. */
  readonly flag: string | null
  readonly schema: z.ZodType
  /** Completes the sentence "must be …". */
  readonly expects: string
  readonly example: string
  readonly secret?: true
  /** Taken relative to the folder of the file that names it, else to the working folder. */
  readonly path?: true
}

const text = z.string().min(1)
const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most)

const tlsKinds = ['none', 'self-signed', 'files'] as const
const languageModelKinds = ['auto', 'builtin', 'openai-compatible', 'scripted'] as const
const turnModelKinds = ['none', 'smart-turn'] as const
const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export const settings = {
  'server.host': { environment: 'SIDETONE_HOST', flag: '--host', schema: text, expects: 'a host name or an address', example: '127.0.0.1' },
  'server.port': {
    environment: 'SIDETONE_PORT',
    flag: '--port',
    schema: wholeNumber(0, 65_535),
    expects: 'a whole number from 0 to 65535 (0: any free port)',
    example: '4747',
  },
  'server.tls.kind': { environment: 'SIDETONE_TLS', flag: '--tls', schema: z.enum(tlsKinds), expects: `one of ${tlsKinds.join(', ')}`, example: 'self-signed' },
  'server.tls.certFile': { environment: 'SIDETONE_TLS_CERT', flag: '--tls-cert', schema: text, expects: 'a PEM file', example: 'cert.pem', path: true },
  'server.tls.keyFile': { environment: 'SIDETONE_TLS_KEY', flag: '--tls-key', schema: text, expects: 'a PEM file', example: 'key.pem', path: true },
  'server.apiKeys': {
    environment: 'SIDETONE_API_KEYS',
    flag: '--api-key',
    // What an Authorization header and a subprotocol can both carry (RFC 9110 token characters).
    schema: z.array(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/)),
    expects: 'keys of letters, digits and -_.~ and the like, without spaces (in the environment separated by commas)',
    example: 'a-long-random-key',
    secret: true,
  },
  'server.allowAnonymous': {
    environment: 'SIDETONE_ALLOW_ANONYMOUS',
    flag: '--allow-anonymous',
    schema: z.boolean(),
    expects: 'true or false',
    example: 'true',
  },
  'server.allowedOrigins': {
    environment: 'SIDETONE_ALLOWED_ORIGINS',
    flag: '--allow-origin',
    schema: z.array(z.union([z.literal('*'), z.literal('null'), z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/[^/\s]+$/i)])),
    expects: 'origins such as https://app.example.com, without a path, or * for all',
    example: 'https://app.example.com',
  },
  'server.maxSessions': {
    environment: 'SIDETONE_MAX_SESSIONS',
    flag: '--max-sessions',
    schema: wholeNumber(1, 100_000),
    expects: 'a whole number from 1 to 100000',
    example: '64',
  },
  'server.maxRequests': {
    environment: 'SIDETONE_MAX_REQUESTS',
    flag: null,
    schema: wholeNumber(1, 1_000),
    expects: 'a whole number from 1 to 1000',
    example: '2',
  },
  'server.maxWaitingRequests': {
    environment: 'SIDETONE_MAX_WAITING_REQUESTS',
    flag: null,
    schema: wholeNumber(0, 10_000),
    expects: 'a whole number from 0 to 10000',
    example: '8',
  },
  'server.resumeForMs': {
    environment: 'SIDETONE_RESUME_MS',
    flag: null,
    schema: wholeNumber(0, 600_000),
    expects: 'a whole number of milliseconds from 0 (never) to 600000',
    example: '30000',
  },
  'models.dir': { environment: 'SIDETONE_MODELS', flag: null, schema: text, expects: 'a folder', example: '/var/lib/sidetone/models', path: true },
  'models.vad': { environment: 'SIDETONE_VAD', flag: null, schema: text, expects: 'the id of a model (`sidetone models list`)', example: 'silero-vad-v6' },
  'models.recogniser': {
    environment: 'SIDETONE_RECOGNISER',
    flag: null,
    schema: text,
    expects: 'the id of a model (`sidetone models list`)',
    example: 'moonshine-tiny-en',
  },
  'languageModel.kind': {
    environment: 'SIDETONE_LLM',
    flag: '--llm',
    schema: z.enum(languageModelKinds),
    expects: `one of ${languageModelKinds.join(', ')}`,
    example: 'builtin',
  },
  'languageModel.baseUrl': {
    environment: 'SIDETONE_LLM_URL',
    flag: '--llm-url',
    schema: z.url({ protocol: /^https?$/ }),
    expects: 'an http or https URL',
    example: 'http://127.0.0.1:11434/v1',
  },
  'languageModel.apiKey': { environment: 'SIDETONE_LLM_KEY', flag: '--llm-key', schema: text, expects: 'a key', example: 'sk-…', secret: true },
  'languageModel.model': { environment: 'SIDETONE_LLM_MODEL', flag: '--llm-model', schema: text, expects: "a model's name", example: 'llama3.2' },
  'languageModel.file': {
    environment: 'SIDETONE_LLM_SCRIPT',
    flag: '--llm-script',
    schema: text,
    expects: 'a script file',
    example: 'script.json',
    path: true,
  },
  'replies.leadMs': {
    environment: 'SIDETONE_LEAD_MS',
    flag: null,
    schema: wholeNumber(100, 60_000),
    expects: 'a whole number of milliseconds from 100 to 60000',
    example: '1500',
  },
  'replies.tokensPerMinute': {
    environment: 'SIDETONE_TOKENS_PER_MINUTE',
    flag: null,
    schema: wholeNumber(1, 1_000_000_000),
    expects: 'a whole number from 1 to 1000000000',
    example: '1000000',
  },
  'replies.languageModelTimeoutMs': {
    environment: 'SIDETONE_LLM_TIMEOUT_MS',
    flag: '--llm-timeout-ms',
    schema: wholeNumber(100, 600_000),
    expects: 'a whole number of milliseconds from 100 to 600000',
    example: '30000',
  },
  'replies.contextTokens': {
    environment: 'SIDETONE_CONTEXT_TOKENS',
    flag: null,
    schema: wholeNumber(256, 10_000_000),
    expects: 'a whole number from 256 to 10000000',
    example: '6000',
  },
  prompts: {
    environment: null,
    flag: null,
    schema: z.record(text, z.union([text, z.record(text, text).refine((versions) => Object.keys(versions).length > 0)])),
    expects: 'instructions by id, or for each id by version',
    example: '{"greeter": "You greet {{name}}."}',
  },
  'mcp.allowedServers': {
    environment: 'SIDETONE_MCP_SERVERS',
    flag: '--mcp-server',
    schema: z.array(
      z.union([z.literal('*'), z.url({ protocol: /^https?$/ }), z.string().regex(/^(?:\*\.)?(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i)]),
    ),
    expects: 'hosts such as mcp.example.com, *.example.com or 127.0.0.1:8931, or http and https URLs, or * for any (in the environment separated by commas)',
    example: 'mcp.example.com',
  },
  'mcp.allowPrivateAddresses': {
    environment: 'SIDETONE_MCP_ALLOW_PRIVATE',
    flag: '--mcp-allow-private',
    schema: z.boolean(),
    expects: 'true or false',
    example: 'true',
  },
  'mcp.allowPlainHttp': {
    environment: 'SIDETONE_MCP_ALLOW_HTTP',
    flag: '--mcp-allow-http',
    schema: z.boolean(),
    expects: 'true or false',
    example: 'true',
  },
  'recording.dir': { environment: 'SIDETONE_RECORD', flag: '--record', schema: text, expects: 'a folder', example: 'recordings', path: true },
  'recording.maxSeconds': {
    environment: 'SIDETONE_RECORD_MAX_SECONDS',
    flag: null,
    schema: wholeNumber(1, 86_400),
    expects: 'a whole number of seconds from 1 to 86400',
    example: '3600',
  },
  'recording.maxMegabytes': {
    environment: 'SIDETONE_RECORD_MAX_MEGABYTES',
    flag: null,
    schema: wholeNumber(1, 100_000),
    expects: 'a whole number of megabytes from 1 to 100000',
    example: '256',
  },
  'replies.speculation': {
    environment: 'SIDETONE_SPECULATION',
    flag: '--speculation',
    schema: z.enum(speculationLimits),
    expects: `one of ${speculationLimits.join(', ')}`,
    example: 'transcription',
  },
  'turnModel.kind': {
    environment: 'SIDETONE_TURN_MODEL_KIND',
    flag: null,
    schema: z.enum(turnModelKinds),
    expects: `one of ${turnModelKinds.join(', ')}`,
    example: 'smart-turn',
  },
  'turnModel.file': {
    environment: 'SIDETONE_TURN_MODEL',
    flag: '--turn-model',
    schema: text,
    expects: 'an ONNX file',
    example: 'smart-turn-v3.onnx',
    path: true,
  },
  'webrtc.addresses': {
    environment: 'SIDETONE_WEBRTC_ADDRESSES',
    flag: '--webrtc-address',
    schema: z.array(z.union([z.ipv4(), z.ipv6()])),
    expects: 'IP addresses at which calls reach this machine (in the environment separated by commas)',
    example: '203.0.113.7',
  },
  'webrtc.ports': {
    environment: 'SIDETONE_WEBRTC_PORTS',
    flag: '--webrtc-ports',
    schema: z
      .string()
      .regex(/^\d{1,5}-\d{1,5}$/)
      .refine((range) => isPortRange(range)),
    expects: 'a range of at least two UDP ports from 1 to 65535',
    example: '40000-40199',
  },
  'log.level': { environment: 'SIDETONE_LOG', flag: '--log', schema: z.enum(logLevels), expects: `one of ${logLevels.join(', ')}`, example: 'info' },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export type SettingValue<Name extends SettingName> = z.infer<(typeof settings)[Name]['schema']>
export type SettingValues = { readonly [Name in SettingName]?: SettingValue<Name> }

type CamelCase<Words extends string> = Words extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Words
type KeyOf<Flag> = Flag extends `--${infer Words}` ? CamelCase<Words> : never

/** A flag as parsers of command lines name it: `llmScript` for `--llm-script`. */
export type FlagKey = KeyOf<(typeof settings)[SettingName]['flag']>

export const settingNames = Object.keys(settings) as SettingName[]

/** The table's row under its general type. */
export function settingOf(name: SettingName): Setting {
  return settings[name]
}

/** Which setting each flag sets. */
export const settingsByFlag: ReadonlyMap<string, SettingName> = new Map(
  settingNames.flatMap((name): [string, SettingName][] => {
    const { flag } = settingOf(name)
    return flag === null ? [] : [[flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), name]]
  }),
)

/** What a word on the command line or in the environment means to a setting; words that fit nothing stay as they are and fail validation. */
export function valueFromText(setting: Setting, word: string): unknown {
  if (setting.schema instanceof z.ZodNumber) return word.trim() === '' || Number.isNaN(Number(word)) ? word : Number(word)
  if (setting.schema instanceof z.ZodBoolean) return booleans[word.trim().toLowerCase()] ?? word
  if (setting.schema instanceof z.ZodArray) {
    return word
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
  }
  return word
}

function isPortRange(range: string): boolean {
  const [first = 0, last = 0] = range.split('-').map(Number)
  return first >= 1 && first < last && last <= 65_535
}

const booleans: Readonly<Record<string, boolean>> = { true: true, yes: true, on: true, '1': true, false: false, no: false, off: false, '0': false }
