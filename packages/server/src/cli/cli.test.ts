import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readWav, writeWav } from '@sidetone/audio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'

const program = fileURLToPath(new URL('./main.js', import.meta.url))
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetone-cli-'))
  const samples = Int16Array.from({ length: 4_800 }, (_, index) => Math.sin(index / 5) * 9_000)
  writeFileSync(join(folder, 'question.wav'), writeWav({ sampleRateHz: 16_000, samples }))
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: folder, HOME: folder, XDG_CACHE_HOME: folder }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { cwd: folder, env }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }))
  })
}

/** A server that answers every turn with the same words: hears speech in the 10th packet, its end in the 20th. */
async function scriptedServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const requests: { headers: Record<string, unknown>; url: string | undefined; update: unknown }[] = []
  server.on('connection', (socket: WebSocket, request) => {
    const send = (type: string, fields: object) => socket.send(JSON.stringify({ type, ...fields }))
    let packets = 0
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.type === 'session.update') {
        requests.push({ headers: request.headers, url: request.url, update: message.session })
        send('session.updated', { session: {} })
      }
      if (message.type !== 'input_audio_buffer.append') return
      packets++
      if (packets === 10) send('input_audio_buffer.speech_started', { item_id: 'item_q' })
      if (packets !== 20) return
      send('input_audio_buffer.speech_stopped', { item_id: 'item_q' })
      send('input_audio_buffer.committed', { item_id: 'item_q' })
      send('conversation.item.input_audio_transcription.completed', { item_id: 'item_q', transcript: 'Who are you?' })
      send('response.created', { response: { id: 'resp_1' } })
      const place = { response_id: 'resp_1', item_id: 'item_a', content_index: 0 }
      send('response.output_audio_transcript.delta', { ...place, delta: 'I am Sidetone.' })
      send('response.output_audio.delta', { ...place, delta: Buffer.alloc(4_800).toString('base64') })
      send('response.done', { response: { id: 'resp_1', status: 'completed' } })
    })
    send('session.created', { session: { id: 'sess_1' } })
  })
  const url = `ws://127.0.0.1:${(server.address() as { port: number }).port}/v1/realtime`
  return { url, requests, close: () => server.close() }
}

describe('sidetone talk', () => {
  test('speaks a recording to a server over the socket and prints and saves the answer', async () => {
    const server = await scriptedServer()
    try {
      const words = ['question.wav', '--url', server.url, '--key', 'k-1', '--model', 'm', '--voice', 'marin', '--silence-ms', '300', '--out', 'reply.wav']
      const { code, out, err } = await run('talk', ...words)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(
        /you {7}Who are you\?\nsidetone {2}I am Sidetone\.\n {10}first sound \d+ ms after the end of speech, \d+ ms after the server noticed it; 0\.1 s long/,
      )
      expect(out).not.toContain('k-1')
      const reply = readWav(readFileSync(join(folder, 'reply.wav')))
      expect([reply.sampleRateHz, reply.samples.length]).toEqual([24_000, 2_400])
      expect(server.requests).toMatchObject([
        {
          url: '/v1/realtime?model=m',
          headers: { authorization: 'Bearer k-1' },
          update: { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 300 } }, output: { voice: 'marin' } } },
        },
      ])
    } finally {
      server.close()
    }
  })

  test('by microphone, it sends what is recorded, plays the answer, and ends with Ctrl-C', async () => {
    const server = await scriptedServer()
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'aplay'), `#!/bin/sh\nexec cat > ${join(folder, 'loudspeaker')}\n`, { mode: 0o755 })
    try {
      const env = { PATH: `${tools}:/usr/bin:/bin`, HOME: folder, XDG_CACHE_HOME: folder }
      writeFileSync(join(tools, 'arecord'), '#!/bin/sh\nhead -c 48000 /dev/zero\nexec tail -f /dev/null\n', { mode: 0o755 })
      const talk = spawn(process.execPath, [program, 'talk', '--mic', '--url', server.url], { cwd: folder, env })
      let out = ''
      let stopped = false
      for await (const part of talk.stdout) {
        out += part
        if (stopped || !out.includes('0.1 s long')) continue
        stopped = true
        // What was handed to the player is at the loudspeaker a moment later.
        while (!existsSync(join(folder, 'loudspeaker')) || statSync(join(folder, 'loudspeaker')).size === 0) await nextTurn()
        talk.kill('SIGINT')
      }
      expect(out).toContain('Connected to')
      expect(out).toMatch(/you {7}Who are you\?\nsidetone {2}I am Sidetone\.\n {10}first sound \d+ ms after the server noticed the end of speech; 0\.1 s long/)
      expect(talk.exitCode ?? (await once(talk, 'exit'))[0]).toBe(0)
      expect(readFileSync(join(folder, 'loudspeaker')).length).toBeGreaterThan(0)
    } finally {
      server.close()
    }
  })

  test('without a server it says how to start one', async () => {
    const { code, err } = await run('talk', 'question.wav', '--url', 'ws://127.0.0.1:1/v1/realtime')
    expect(code).toBe(1)
    expect(err).toBe('sidetone: No server answers at ws://127.0.0.1:1/v1/realtime. Start one with "npm start", or add --serve to start one for this talk.\n')
  })

  test('without a program to record with it says which to install', async () => {
    const { code, err } = await run('talk', '--mic')
    expect(code).toBe(1)
    expect(err).toMatch(/^sidetone: No program to record with was found \(arecord, .*Install /)
  })

  test.each([
    ['a file that is not there', ['nope.wav'], /There is no file nope\.wav\./],
    ['a file that is no WAV', ['reply.txt'], /reply\.txt cannot be used: .* Convert it with: ffmpeg/],
    ['neither file nor microphone', [], /Say what to talk with/],
    ['an address that is none', ['question.wav', '--url', 'http://x'], /must begin with ws:\/\//],
    ['an output file in no folder', ['question.wav', '--out', 'no/such/reply.wav'], /--out no\/such\/reply\.wav cannot be written \(ENOENT\)/],
  ])('%s is told in one sentence', async (_, words, sentence) => {
    writeFileSync(join(folder, 'reply.txt'), 'hello')
    const { code, err } = await run('talk', ...words)
    expect(code).toBe(1)
    expect(err).toMatch(sentence)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})

describe('sidetone', () => {
  test.each([['serve'], ['talk'], ['doctor']])('%s --help shows an example', async (command) => {
    const { code, out } = await run(command, '--help')
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`Examples?:\\n {2}sidetone ${command}`))
  })

  test('a wrong command line ends with 2 and a hint', async () => {
    expect(await run('tlak')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean talk?') })
    expect(await run('serve', '--port', 'x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^sidetone: --port must be a whole number .* not "x"\. Example: 4747\n$/),
    })
  })

  test('the stack is shown on request only', async () => {
    expect((await run('talk', 'nope.wav')).err).not.toContain('    at ')
    expect((await run('--debug', 'talk', 'nope.wav')).err).toContain('    at ')
  })

  test('a port in use is told with a way out', async () => {
    const other = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    try {
      const { code, err } = await run('serve', '--port', String(port), '--log', 'silent')
      expect(code).toBe(1)
      expect(err).toBe(`sidetone: Another program is already listening on port ${port}. Stop it, or choose another port: --port ${port + 1}\n`)
    } finally {
      other.close()
    }
  })
})

describe('recordings', () => {
  test.skipIf(!existsSync('/proc/self'))('are not begun where no folder can be made, and the command ends', async () => {
    const { code, err } = await run('record', '/proc/recordings', '--port', '0')
    expect([code, err]).toEqual([1, 'sidetone: Sessions cannot be recorded in /proc/recordings (ENOENT). Name another folder with --record.\n'])
  })

  const conversation = fileURLToPath(new URL('../../../../conversations/barge-in', import.meta.url))

  test('a conversation is played again: the same happens, exit code 0', async () => {
    const { code, out } = await run('replay', conversation)
    expect([code, out]).toEqual([0, 'Played 7 s again: 67 events, 2 decisions.\nThe same happened.\n'])
  })

  test('what does not happen again is shown, exit code 1', async () => {
    const changed = join(folder, 'changed')
    cpSync(conversation, changed, { recursive: true })
    writeFileSync(join(changed, 'script.json'), readFileSync(join(changed, 'script.json'), 'utf8').replace('All right.', 'Very well.'))
    const { code, out } = await run('replay', changed)
    expect([code, out]).toEqual([1, expect.stringMatching(/Other things happened\..*but it was "Very well\."/s)])
  })

  test('why tells what was decided, for people and for machines', async () => {
    expect((await run('why', conversation)).out).toMatch(/0:03\.860 {2}user {6}finished +230 ms {2}quiet for 230 ms, 200 ms end a turn \(server-vad\)/)
    const { story } = JSON.parse((await run('why', conversation, '--json')).out)
    expect(story).toContainEqual(expect.objectContaining({ who: 'sidetone', what: 'stops', why: 'the user began to speak' }))
  })

  test.each([
    ['replay', 'question.wav', /is no recording|not JSON/],
    ['why', 'nowhere', /^sidetone: There is no nowhere\.\n$/],
  ])('%s of what is no recording says so in one sentence', async (command, path, sentence) => {
    const { code, err } = await run(command, path)
    expect([code, err]).toEqual([1, expect.stringMatching(sentence)])
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('a change that is none is refused', async () => {
    expect(await run('why', conversation, '--what-if', 'eagerness')).toMatchObject({ code: 2, err: expect.stringContaining('such as eagerness=high') })
  })
})
