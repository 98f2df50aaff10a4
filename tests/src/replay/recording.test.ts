import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { floatFromInt16, int16FromFloat, readWav, resample } from '@sidetone/audio'
import { openHearing } from '@sidetone/server/cli/why/hearing.js'
import { loadConfig } from '@sidetone/server/config/load.js'
import { createScriptedRecogniser } from '@sidetone/server/providers/stt/scripted/scripted-recogniser.js'
import { createScriptedDetector } from '@sidetone/server/providers/vad/scripted/scripted-detector.js'
import type { Decided } from '@sidetone/server/recording/format.js'
import { createRecorder } from '@sidetone/server/recording/recorder.js'
import { withoutKeys } from '@sidetone/server/recording/without-keys.js'
import { storyOf } from '@sidetone/server/replay/call-story.js'
import { differences } from '@sidetone/server/replay/compare.js'
import { RecordingError, readConversation } from '@sidetone/server/replay/conversation.js'
import { joinDeltas } from '@sidetone/server/replay/join-deltas.js'
import { type Happening, replay } from '@sidetone/server/replay/replay.js'
import { differencesFrom, toldIn } from '@sidetone/server/replay/told.js'
import { decideAnew, pairDecisions } from '@sidetone/server/replay/what-if.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConversations } from './read-conversations.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetone-recordings-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const session = { id: 'sess_R', idSeed: 'R', model: 'sidetone', leadMs: 1500, tokensPerMinute: 1_000_000 }

/** What each shows is in its README; together they use everything that a recording holds. */
const names = [
  'barge-in',
  'g711-both-ways',
  'item-audio',
  'idle-timeout',
  'language-model-fails',
  'pauses-inside-a-turn',
  'recognition-fails',
  'recorded-speech',
  'settings-all-or-nothing',
  'several-function-calls',
  'speech-fails',
  'truncation-with-summary',
  'turn-model',
]

/** Plays a conversation and records it. `limits` are the recorder's. */
async function record(name: string, limits: { maxMs?: number; maxBytes?: number } = {}, dir = mkdtempSync(join(folder, 'calls-'))) {
  const conversation = readConversations().find((each) => each.name === name)
  if (!conversation) throw new Error(`There is no conversation ${name}.`)
  const warnings: [fields: object, message: string][] = []
  const log = { debug() {}, info() {}, error() {}, warn: (fields: object, message: string) => void warnings.push([fields, message]) }
  let close = async () => {}
  const first = await replay(conversation, {
    record: (clock, speculation) => {
      const recorder = createRecorder({ dir, maxMs: 3_600_000, maxBytes: 1e9, ...limits, clock, log, version: 'test' })
      close = recorder.close
      return recorder.open({ ...session, contextTokens: 6_000, summarises: conversation.script.session?.summarises ?? false, speculation })
    },
  })
  await close()
  return { conversation, first, warnings, dir, path: join(dir, readdirSync(dir)[0] ?? '') }
}

const eventsOf = (happenings: readonly Happening[]) => happenings.filter((happening) => 'event' in happening)

async function playAgain(path: string) {
  const recording = readConversation(path)
  const again = await replay(recording)
  return { recording, again, difference: differencesFrom(recording, again) }
}

describe('a recording', () => {
  it.each(names)('of %s, played again, gives the same events and the same decisions', async (name) => {
    const { first, path, warnings } = await record(name)
    const { recording, again, difference } = await playAgain(path)
    expect(toldIn(recording.timeline)).toHaveLength(eventsOf(first.happenings).length)
    if (difference !== null) expect.fail(difference)
    again.assertScriptFollowed()
    expect(again.decisions).toEqual(first.decisions)
    expect(warnings).toEqual([])
  })

  it('that is not what happens tells what is different', async () => {
    const { path } = await record('barge-in')
    const script = join(path, 'script.json')
    writeFileSync(script, readFileSync(script, 'utf8').replaceAll('All right.', 'Very well.'))
    const { difference } = await playAgain(path)
    expect(difference).toContain('but it was "Very well."')
  })

  it('holds the audio as it was received', async () => {
    const { path, conversation } = await record('recorded-speech')
    const spoken = readWav(readFileSync(join(conversation.folder, 'audio.wav')))
    const { samples, sampleRateHz } = readWav(readFileSync(join(path, 'audio.wav')))
    expect([samples.length / sampleRateHz, sampleRateHz]).toEqual([6, 24_000])
    const voice = resample(floatFromInt16(spoken.samples), spoken.sampleRateHz, 24_000)
    expect([...samples.subarray(12_000, 12_960)]).toEqual([...int16FromFloat(voice).subarray(0, 960)])
  })

  it('is private to the user who runs the server', async () => {
    const { path, dir } = await record('pauses-inside-a-turn')
    const modes = [dir, path, ...readdirSync(path).map((file) => join(path, file))].map((file) => statSync(file).mode & 0o777)
    expect(modes).toEqual([0o700, 0o700, ...readdirSync(path).map(() => 0o600)])
  })

  it.each([
    ['time', { maxMs: 2_000 }, 'it has reached its limit of 2 s'],
    ['bytes, in the middle of speech', { maxBytes: 100_000 }, 'it has reached its limit of 0.1 MB'],
    ['bytes, in the middle of audio', { maxBytes: 400_000 }, 'it has reached its limit of 0.4 MB'],
  ])('stops at its limit of %s with one word in the log, can be played until there, and the session goes on', async (_, limits, because) => {
    const { first, conversation, warnings, path } = await record('barge-in', limits)
    expect(differences(conversation.expected ?? [], joinDeltas(first.happenings))).toBeNull()
    expect(warnings).toEqual([[{ session: 'sess_R', because }, 'recording stopped']])
    expect(readFileSync(join(path, 'README.md'), 'utf8')).toContain(because)
    expect((await playAgain(path)).difference).toBeNull()
  })

  it('that cannot be written leaves the session alone', async () => {
    const dir = mkdtempSync(join(folder, 'calls-'))
    writeFileSync(join(dir, '2026-01-01T12-00-00-sess_R'), 'a file where the folder would be')
    const { first, conversation, warnings } = await record('barge-in', {}, dir)
    expect(differences(conversation.expected ?? [], joinDeltas(first.happenings))).toBeNull()
    expect(warnings).toEqual([[{ session: 'sess_R', because: expect.stringContaining('EEXIST') }, 'recording stopped']])
  })

  it('tells the story of the call: what was decided and why, with its delay', async () => {
    const { path } = await record('barge-in')
    const { timeline, script } = readConversation(path)
    const told = storyOf(timeline, script).map(({ atMs, who, what, why, delayMs }) => [Math.round(atMs), who, what, why, delayMs])
    expect(told).toEqual([
      [100, 'client', 'asks for an answer', '', null],
      [100, 'sidetone', 'answers', 'first sound', null],
      [3080, 'user', 'started', 'voice for 102 ms', 102],
      [3080, 'sidetone', 'stops', 'the user began to speak', null],
      [3200, 'client', 'says what was heard', '', null],
      [3860, 'user', 'finished', 'quiet for 230 ms, 200 ms end a turn (server-vad)', 230],
      [3860, 'user', 'said', '', null],
      [3860, 'sidetone', 'answers', 'first sound', 230],
    ])
  })

  it('tells of the pauses in which it waited', async () => {
    const { timeline, script } = readConversation((await record('pauses-inside-a-turn')).path)
    expect(storyOf(timeline, script).filter(({ what }) => what === 'waited')).not.toHaveLength(0)
  })

  it('holds no key, whatever a client sends', () => {
    const sent = { session: { tools: [{ authorization: 'Bearer sk-1', api_key: 'sk-2', parameters: { token: { type: 'string' } } }] } }
    expect(JSON.stringify(sent, withoutKeys)).toBe(
      '{"session":{"tools":[{"authorization":"[removed]","api_key":"[removed]","parameters":{"token":{"type":"string"}}}]}}',
    )
  })
})

describe('a recording that cannot be used is refused in one sentence', () => {
  const cases: [what: string, files: Record<string, string>, sentence: RegExp][] = [
    ['an empty folder', {}, /is no recording: it has no timeline\.jsonl\.$/],
    ['an empty timeline', { 'timeline.jsonl': '\n' }, /timeline\.jsonl is empty\.$/],
    ['a line that is not JSON', { 'timeline.jsonl': '{"atMs":0,"from":"client","leaves":true}\n{"at' }, /timeline\.jsonl, line 2: it is not JSON\.$/],
    ['a line of something else', { 'timeline.jsonl': '{"time":0}' }, /line 1: no line of a recording/],
    ['a line without content', { 'timeline.jsonl': '{"atMs":0,"from":"client","audio":{"voice":3}}' }, /line 1: it holds neither a message/],
    ['audio that is not there', { 'timeline.jsonl': '{"atMs":0,"from":"client","audio":{"file":"a.wav"}}' }, /line 1: there is no audio file .*a\.wav\.$/],
    ['no script', { 'timeline.jsonl': '{"atMs":0,"from":"client","leaves":true}' }, /There is no .*script\.json: what the models answered is missing/],
    ['a script that is not JSON', { 'timeline.jsonl': '{"atMs":0,"from":"client","leaves":true}', 'script.json': '{' }, /script\.json is not JSON\.$/],
    [
      'a script of another kind',
      { 'timeline.jsonl': '{"atMs":0,"from":"client","leaves":true}', 'script.json': '{"languageModel":{"calls":[1]}}' },
      /languageModel\.calls\.0 is not as a script has it\.$/,
    ],
  ]
  it.each(cases)('%s', (_, files, sentence) => {
    const path = mkdtempSync(join(folder, 'bad-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    expect(() => readConversation(path)).toThrow(sentence)
    expect(() => readConversation(path)).toThrow(RecordingError)
  })
})

describe('what if', () => {
  const end = (audioMs: number): Decided => decided('user-finished', audioMs, {})
  const start = (audioMs: number): Decided => decided('user-started', audioMs, { voiceMs: 100 })
  const decided = (decision: string, audioMs: number, evidence: Decided['evidence']): Decided => ({
    decision,
    audioMs,
    evidence,
    reason: '',
    words: null,
    detection: { kind: 'semantic-vad', eagerness: 'auto', createReply: true, interruptReply: true },
  })
  const outline = (before: Decided[], after: Decided[]) =>
    pairDecisions(before, after).map((pair) => [pair.before?.audioMs ?? null, pair.after?.audioMs ?? null, pair.cutsInMs])

  it('ends in the same pause belong together', () => {
    expect(outline([start(100), end(2000), start(3000), end(4000)], [start(100), end(1800), start(3000), end(4300)])).toEqual([
      [2000, 1800, null],
      [4000, 4300, null],
    ])
  })

  it('an end behind which the user went on in the same turn cuts in', () => {
    expect(outline([start(100), end(4000)], [start(100), end(1800), start(2300), end(3800)])).toEqual([
      [null, 1800, 400],
      [4000, 3800, null],
    ])
  })

  it('an end that falls away is a longer wait', () => {
    expect(outline([start(100), end(1800), start(2300), end(3800)], [start(100), end(4000)])).toEqual([
      [1800, null, null],
      [3800, 4000, null],
    ])
  })

  it('refuses settings that there are not, in a sentence', async () => {
    const hearing = { detector: createScriptedDetector(), suppressor: null, recogniser: createScriptedRecogniser([]) }
    const conversation = readConversation((await record('pauses-inside-a-turn')).path)
    await expect(decideAnew(conversation, { eagerness: 'most' }, hearing)).rejects.toThrow(/^These settings are refused: .*'most'/)
  })

  it('changes the settings of a beta client where it writes them', async () => {
    const conversation = readConversations().find(({ name }) => name === 'beta-voice-turn')!
    const hearing = () => ({ detector: createScriptedDetector(), suppressor: null, recogniser: createScriptedRecogniser([{ text: 'What time is it?' }]) })
    await expect(decideAnew(conversation, { eagerness: 'most' }, hearing())).rejects.toThrow(/^These settings are refused: .*'most'/)
    const decisions = await decideAnew(conversation, { silence_duration_ms: 900 }, hearing())
    expect(decisions.at(-1)).toMatchObject({ decision: 'user-finished', detection: { kind: 'server-vad', silenceDurationMs: 900 } })
  })

  it('hears the audio anew with the real models, under the settings as they were and under others', async () => {
    const hearing = await openHearing(loadConfig({ flags: {}, environment: process.env, file: null }))
    try {
      const conversation = readConversation((await record('recorded-speech')).path)
      const [short, long] = [
        await decideAnew(conversation, { silence_duration_ms: 300 }, hearing),
        await decideAnew(conversation, { silence_duration_ms: 900 }, hearing),
      ]
      const ends = [short, long].map((decisions) => decisions.find(({ decision }) => decision === 'user-finished')?.audioMs ?? 0)
      expect((ends[1] ?? 0) - (ends[0] ?? 0)).toBeGreaterThan(550)
      expect((ends[1] ?? 0) - (ends[0] ?? 0)).toBeLessThan(650)
      expect(long[0]?.detection).toMatchObject({ kind: 'server-vad', threshold: 0.05, silenceDurationMs: 900 })
    } finally {
      await hearing.close()
    }
  })
})
