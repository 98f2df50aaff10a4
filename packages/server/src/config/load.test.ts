import { describe, expect, test } from 'vitest'
import { closestName } from './closest-name.js'
import { type ConfigSources, loadConfig } from './load.js'

function load(sources: Partial<Omit<ConfigSources, 'file'>> & { file?: object | string } = {}) {
  const { file, ...rest } = sources
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  return loadConfig({
    flags: {},
    environment: {},
    workingFolder: '/here',
    ...rest,
    file: file === undefined ? null : { path: '/etc/sidetone.config.json', text },
  })
}

describe('configuration', () => {
  test('without any source, it is loopback, port 4747, no TLS, no keys', () => {
    expect(load()).toEqual({
      server: {
        host: '127.0.0.1',
        port: 4747,
        tls: { kind: 'none' },
        apiKeys: [],
        allowAnonymous: false,
        allowedOrigins: [],
        maxSessions: 64,
        maxRequests: 2,
        maxWaitingRequests: 8,
        resumeForMs: 30_000,
      },
      models: { dir: null, vad: 'silero-vad-v6', recogniser: 'moonshine-tiny-en' },
      languageModel: { kind: 'auto' },
      turnModel: { kind: 'none' },
      replies: { leadMs: 1500, tokensPerMinute: 1_000_000, contextTokens: 6_000, languageModelTimeoutMs: 30_000, speculation: 'full' },
      prompts: {},
      mcp: { allowedServers: [], allowPrivateAddresses: false, allowPlainHttp: false },
      recording: { dir: null, maxSeconds: 3_600, maxMegabytes: 256 },
      webrtc: { addresses: [], ports: null },
      log: { level: 'info' },
    })
  })

  test('takes a range of ports for calls, and addresses', () => {
    const environment = { SIDETONE_WEBRTC_PORTS: '40000-40199', SIDETONE_WEBRTC_ADDRESSES: '203.0.113.7, 2001:db8::1' }
    expect(load({ environment }).webrtc).toEqual({ addresses: ['203.0.113.7', '2001:db8::1'], ports: { first: 40_000, last: 40_199 } })
  })

  test.each(['40000', '40000-40000', '40199-40000', '0-10', '60000-70000'])('refuses %s as a range of ports', (webrtcPorts) => {
    expect(() => load({ flags: { webrtcPorts } })).toThrow(/^--webrtc-ports must be a range/)
  })

  test('a flag goes before the environment, the environment before the file, the file before the default', () => {
    const file = { server: { port: 3 }, log: { level: 'error' } }
    const environment = { SIDETONE_PORT: '2' }
    expect(load({ file }).server.port).toBe(3)
    expect(load({ file, environment }).server.port).toBe(2)
    expect(load({ file, environment, flags: { port: '1' } }).server.port).toBe(1)
    expect(load({ file, environment }).log.level).toBe('error')
  })

  test('nothing in it can be changed afterwards', () => {
    const config = load({ flags: { apiKey: ['one'] } })
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.server.tls)).toBe(true)
    expect(Object.isFrozen(config.server.apiKeys)).toBe(true)
  })

  test('a variable that is set to nothing is not set', () => {
    expect(load({ environment: { SIDETONE_PORT: '' } }).server.port).toBe(4747)
  })

  test('keys come from a repeated flag or from a list with commas', () => {
    expect(load({ flags: { apiKey: ['one', 'two'] } }).server.apiKeys).toEqual(['one', 'two'])
    expect(load({ environment: { SIDETONE_API_KEYS: 'one, two' } }).server.apiKeys).toEqual(['one', 'two'])
  })

  test('a path is relative to the file that names it, else to the working folder', () => {
    expect(load({ file: { models: { dir: 'models' } } }).models.dir).toBe('/etc/models')
    expect(load({ environment: { SIDETONE_MODELS: 'models' } }).models.dir).toBe('/here/models')
  })
})

describe('TLS', () => {
  test('a certificate and a key imply files', () => {
    expect(load({ flags: { tlsCert: '/c.pem', tlsKey: '/k.pem' } }).server.tls).toEqual({
      kind: 'files',
      certFile: '/c.pem',
      keyFile: '/k.pem',
    })
  })

  test('a kind from a higher source replaces the files of a lower one', () => {
    const file = { server: { tls: { certFile: '/c.pem', keyFile: '/k.pem' } } }
    expect(load({ file, flags: { tls: 'self-signed' } }).server.tls).toEqual({ kind: 'self-signed' })
  })
})

describe('language model', () => {
  test('a URL implies an OpenAI-compatible one, whose key may come from another source', () => {
    expect(load({ flags: { llmUrl: 'http://127.0.0.1:11434/v1' }, environment: { SIDETONE_LLM_KEY: 'k' } }).languageModel).toEqual({
      kind: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:11434/v1',
      apiKey: 'k',
      model: null,
    })
  })

  test('a script implies a scripted one', () => {
    expect(load({ environment: { SIDETONE_LLM_SCRIPT: 's.json' } }).languageModel).toEqual({ kind: 'scripted', file: '/here/s.json' })
  })

  test('a kind from a flag goes before a URL in the environment', () => {
    expect(load({ flags: { llm: 'builtin' }, environment: { SIDETONE_LLM_URL: 'http://a/v1' } }).languageModel).toEqual({ kind: 'builtin' })
  })
})

describe('turn model', () => {
  test('a file implies the kind that there is', () => {
    expect(load({ flags: { turnModel: 'turn.onnx' } }).turnModel).toEqual({ kind: 'smart-turn', file: '/here/turn.onnx' })
  })

  test('a kind from a higher source takes it away', () => {
    expect(load({ file: { turnModel: { file: 't.onnx' } }, environment: { SIDETONE_TURN_MODEL_KIND: 'none' } }).turnModel).toEqual({ kind: 'none' })
  })
})

describe('speculation', () => {
  test.each([
    ['full', {}],
    ['full', { llmUrl: 'http://localhost:11434/v1' }],
    ['full', { llmUrl: 'http://[::1]:8000/v1' }],
    ['transcription', { llmUrl: 'https://api.example.com/v1' }],
    ['full', { llmUrl: 'https://api.example.com/v1', speculation: 'full' }],
    ['off', { speculation: 'off' }],
  ])('is %s with %j', (limit, flags) => {
    expect(load({ flags }).replies.speculation).toBe(limit)
  })
})

describe('a mistake is refused with its place and a remedy', () => {
  const cases: [rule: string, sources: Parameters<typeof load>[0], sentence: RegExp][] = [
    ['a flag of the wrong kind', { flags: { port: 'http' } }, /^--port must be a whole number .*, not "http"\. Example: 4747/],
    ['a variable of the wrong kind', { environment: { SIDETONE_LOG: 'loud' } }, /^SIDETONE_LOG must be one of debug, .* not "loud"/],
    ['a value in the file of the wrong kind', { file: { server: { port: '4747' } } }, /^"server.port" in \/etc\/sidetone.config.json must be a whole number/],
    ['a flag that is none', { flags: { prot: '1' } as object }, /"prot" is not a flag. Did you mean "port"\?/],
    ['an unknown key in the file', { file: { server: { prot: 1 } } }, /"server.prot" in .* is not a setting. Did you mean "server.port"\?/],
    ['an unknown section in the file', { file: { sever: {} } }, /Did you mean "server"\?/],
    ['a key that is like none', { file: { replies: { colour: 1 } } }, /There are: leadMs, tokensPerMinute, languageModelTimeoutMs/],
    ['a section that is no object', { file: { server: 1 } }, /"server" in .* must be an object with any of: host, port/],
    ['a file that is not JSON', { file: '{port}' }, /sidetone.config.json is not JSON/],
    ['a file that holds a list', { file: [] }, /must hold one JSON object/],
    ['a slip in a variable', { environment: { SIDETONE_API_KEY: 'secret' } }, /SIDETONE_API_KEY is not a setting. Did you mean SIDETONE_API_KEYS\?/],
    ['a certificate without a key', { flags: { tlsCert: 'c.pem' } }, /server.tls.keyFile is missing. Set --tls-key, or SIDETONE_TLS_KEY/],
    ['self-signed beside a certificate', { flags: { tls: 'self-signed', tlsCert: 'c.pem' } }, /^--tls says self-signed/],
    ['an OpenAI-compatible model without a URL', { flags: { llm: 'openai-compatible' } }, /^--llm says openai-compatible.*--llm-url/],
    ['a model name without a model', { environment: { SIDETONE_LLM_MODEL: 'm' } }, /^SIDETONE_LLM_MODEL is set.*--llm-url/],
    ['a turn model without a file', { environment: { SIDETONE_TURN_MODEL_KIND: 'smart-turn' } }, /^SIDETONE_TURN_MODEL_KIND says smart-turn.*--turn-model/],
    ['a URL that is none', { flags: { llmUrl: 'localhost:11434' } }, /^--llm-url must be an http or https URL/],
    ['an open host without keys', { flags: { host: '0.0.0.0' } }, /0\.0\.0\.0 can be reached by other machines.*--api-key.*--allow-anonymous/],
  ]
  test.each(cases)('%s', (_, sources, sentence) => {
    expect(() => load(sources)).toThrow(sentence)
  })

  test('prompt templates stand in the file alone, as one text or by version', () => {
    const { prompts } = load({ file: { prompts: { greeter: { '1': 'Hi.', '2': 'Hello {{name}}.' }, plain: 'Be brief.' } } })
    expect(prompts).toEqual({ greeter: { '1': 'Hi.', '2': 'Hello {{name}}.' }, plain: { '1': 'Be brief.' } })
    expect(() => load({ file: { prompts: { greeter: {} } } })).toThrow(/^"prompts" in .* must be instructions by id/)
    expect(() => load({ file: { prompts: ['Be brief.'] } })).toThrow(/^"prompts" in .* must be instructions by id/)
  })

  test('a key is never shown', () => {
    const attempt = () => load({ environment: { SIDETONE_API_KEYS: 'my secret' } })
    expect(attempt).toThrow(/^SIDETONE_API_KEYS must be keys/)
    expect(attempt).not.toThrow(/my secret/)
  })

  test('an open host is accepted with a key, or when anyone is meant to use it', () => {
    expect(load({ flags: { host: '0.0.0.0', apiKey: ['k'] } }).server.host).toBe('0.0.0.0')
    expect(load({ flags: { host: '::', allowAnonymous: true } }).server.host).toBe('::')
  })

  test('a variable of another program with our prefix is left alone', () => {
    expect(load({ environment: { SIDETONE_BENCH_CLIPS: '3' } }).server.port).toBe(4747)
  })
})

test('a name is near when few of its letters differ', () => {
  expect(closestName('hots', ['host', 'port'])).toBe('host')
  expect(closestName('voice', ['host', 'port'])).toBeNull()
})
