import { setMaxListeners } from 'node:events'
import { bytesFromInt16, floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { withRestOf } from '@sidetone/server/lib/agreed-words.js'
import { settle } from '@sidetone/server/lib/clock.js'
import type { ListeningSettings } from '@sidetone/server/listening/contract.js'
import { createListening } from '@sidetone/server/listening/listener.js'
import { resolveHearingModels } from '@sidetone/server/models/hearing-models.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { createSileroDetector } from '@sidetone/server/providers/vad/silero/silero.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { spread } from './support/percentile.js'
import { spokenWords, type ToldWord, toldWords, wordEndsMs } from './support/word-times.js'

const usage = `How long after a word it is told, through the real listener with the real models, on a machine that has nothing else to do: a recognition takes the time
that one was measured to take there, in audio time. Faster or slower than real time, whatever the machine is busy with, and each run gives the same.

    npm run bench:transcription-offline -- [--clips 24] [--longest-pause-ms 400]`

const options = readOptions(usage, { clips: { type: 'string', default: '24' }, 'longest-pause-ms': { type: 'string', default: '400' } })

const rate = 16_000
const frameSamples = 512
const committedAfterMs = 500
/** Moonshine Tiny on one thread of an idle core: 95 ms for 2.2 s and 250 ms for 6.6 s (docs/design.md, section 6). */
const recognitionMs = (samples: number) => 18 + 35 * (samples / rate)

const { modelFile, moonshine: files } = resolveHearingModels()
const moonshine = await createMoonshineRecogniser(files)
const detector = await createSileroDetector({ modelFile, preload: 1 })
const never = new AbortController().signal
setMaxListeners(0, never)

/** Gives each answer when as much audio has come in as its work takes. */
class TimedRecogniser implements SpeechRecogniser {
  readonly name = 'timed'
  lookMs = 0
  #nowMs = 0
  #works: { dueMs: number; answer: Promise<unknown>; give: () => void }[] = []

  recognise: SpeechRecogniser['recognise'] = (utterance, signal) => {
    const workMs = recognitionMs(utterance.samples.length)
    if (utterance.precedence === 'low') this.lookMs += workMs
    const answer = moonshine.recognise(utterance, never)
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#works.push({ dueMs: this.#nowMs + workMs, answer, give: () => resolve(answer) })
    })
  }

  async passTo(nowMs: number): Promise<void> {
    this.#nowMs = nowMs
    const due = this.#works.filter(({ dueMs }) => dueMs <= nowMs)
    this.#works = this.#works.filter(({ dueMs }) => dueMs > nowMs)
    for (const { answer, give } of due) {
      await answer
      give()
      await settle(2)
    }
  }

  close = async () => {}
}

interface Heard {
  readonly told: string
  readonly final: string
  readonly words: readonly ToldWord[]
  readonly endMs: number
  readonly lookMs: number
}

const { clips, source } = await benchClips({ limit: Number(options.clips), longestPauseSeconds: Number(options['longest-pause-ms']) / 1000 })
const rows: { clip: BenchClip; heard: Heard }[] = []
for (const clip of clips) {
  rows.push({ clip, heard: await hear(clip) })
  process.stderr.write(`\r${rows.length}/${clips.length}`)
}
process.stderr.write('\r')
report()
process.exit(0)

async function hear(clip: BenchClip): Promise<Heard> {
  const recogniser = new TimedRecogniser()
  const settings: ListeningSettings = {
    format: { encoding: 'pcm16', sampleRateHz: rate },
    threshold: 0.5,
    language: null,
    keepAheadMs: null,
    words: 'as-spoken',
  }
  const texts: { atMs: number; text: string }[] = []
  let nowMs = 0
  const listener = createListening({ detector, recogniser })(
    () => {},
    settings,
    () => {},
    (text) => texts.push({ atMs: nowMs, text }),
  )
  const speech = resample(floatFromInt16(clip.samples), clip.sampleRateHz, rate)
  const endMs = clip.speechEndSeconds * 1000
  const samples = new Float32Array(Math.ceil(((endMs + committedAfterMs) / 1000) * rate))
  samples.set(speech.subarray(0, samples.length))
  const bytes = bytesFromInt16(int16FromFloat(samples))
  for (let at = 0; at < samples.length; at += frameSamples) {
    listener.append(bytes.subarray(2 * at, 2 * (at + frameSamples)))
    nowMs = (1000 * (at + frameSamples)) / rate
    await recogniser.passTo(nowMs)
  }
  const { lookMs } = recogniser
  const words = listener.transcribe(listener.commit(null), never)
  // Longer than any recognition takes.
  for (let seconds = 1; seconds <= 60; seconds++) await recogniser.passTo(nowMs + 1000 * seconds)
  const final = await words
  listener.close()
  const told = withRestOf(texts.at(-1)?.text ?? '', final)
  return { told, final, words: toldWords(texts, wordEndsMs(clip, told)), endMs, lookMs }
}

function report(): void {
  const words = rows.flatMap(({ heard }) => heard.words)
  const during = rows.flatMap(({ heard }) => heard.words.filter(({ atMs }) => atMs < heard.endMs))
  const count = rows.reduce((sum, { heard }) => sum + spokenWords(heard.told).length, 0)
  const rateOf = (text: (heard: Heard) => string) => {
    const errors = rows.map(({ clip, heard }) => wordErrors(clip.transcript, text(heard)))
    return `${((100 * errors.reduce((sum, { edits }) => sum + edits, 0)) / errors.reduce((sum, each) => sum + each.words, 0)).toFixed(1)} %`
  }
  const spokenMs = rows.reduce((sum, { clip }) => sum + 1000 * (clip.speechEndSeconds - clip.speechStartSeconds), 0)
  const lookMs = rows.reduce((sum, { heard }) => sum + heard.lookMs, 0)
  console.log(`${clips.length} clips (${source}), ${(spokenMs / 1000).toFixed(0)} s of speech, ${count} words`)
  console.log(`milliseconds                                  median    p95`)
  console.log(`from the end of a word to its being told     ${spread(words.map(({ delayMs }) => delayMs))}`)
  console.log(
    `told during the speech: ${((100 * during.length) / count).toFixed(0)} % of the words; before the commit: ${((100 * words.length) / count).toFixed(0)} %`,
  )
  console.log(`word error rate as told ${rateOf(({ told }) => told)}, of the whole turn recognised at once ${rateOf(({ final }) => final)}`)
  console.log(`work beside that of turns: ${((100 * lookMs) / spokenMs).toFixed(0)} % of a core while someone speaks`)
  if (process.env.SHOW)
    for (const { heard, clip } of rows) if (heard.told !== heard.final) console.log(`\nT ${heard.told}\nF ${heard.final}\nR ${clip.transcript}`)
}
