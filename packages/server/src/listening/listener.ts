import { PcmFramer, SampleStore } from '@sidetone/audio'
import { abortable } from '../lib/abort.js'
import { systemClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import type { NoiseSuppressor } from '../providers/denoise/contract.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import { type TurnModel, type TurnModelAnswer, turnModelSamples } from '../providers/turn-model/contract.js'
import { type VoiceActivityDetector, type VoiceActivityStream, vadFrameSamples } from '../providers/vad/contract.js'
import type { CommittedAudio, CreateListener, HeardWords, Listener, ListeningSettings, VoiceActivity, VoiceShape } from './contract.js'
import { EarlyRecognition, type Recognise } from './early-recognition.js'
import { createInputDecoder, type InputDecoder } from './input-decoder.js'
import { measureProsody } from './measure-prosody.js'
import { NoiseReduction } from './noise-reduction.js'
import { pitchTrack } from './pitch-track.js'
import { marginSamples, planUtterances } from './plan-utterances.js'
import { quietestPosition } from './quietest-position.js'
import { sampleRateHz, toMs, toSamples } from './sample-rate.js'
import { SettledUtterances } from './settled-utterances.js'
import { StreamedWords } from './streamed-words.js'
import { TurnModelQuestion } from './turn-model-question.js'
import { leastVoiceMs, type Span, VoiceTracker } from './voice-tracker.js'

export interface ListeningParts {
  readonly detector: VoiceActivityDetector
  readonly recogniser: SpeechRecogniser
  /** Null: noise reduction has no effect. */
  readonly suppressor?: NoiseSuppressor | null
  /**
   * Quiet after voice, by its loudness, at which recognition begins without waiting for the decision that the user has finished. Shorter quiet is a stop
   * consonant. With 70 ms of audio behind the voice the recogniser errs no more than with 120 or 400 (measured for Moonshine Tiny: 10.9, 10.9 and 11.5 % of
   * the words). Infinity: recognition begins with the decision.
   */
  readonly earlyAfterMs?: number
  /** Hears what is begun before the decision, and what becomes of it. */
  readonly ledger?: SpeculationLedger
  /** Asked in each quiet how probable it is that the speaker is done, where no fixed quiet ends a turn. */
  readonly turnModel?: TurnModel | null
}

/** Hears what a user says: finds the voice in it and gives it to the recogniser. */
export function createListening({
  detector,
  recogniser,
  suppressor = null,
  earlyAfterMs = 64,
  ledger = new SpeculationLedger(systemClock),
  turnModel = null,
}: ListeningParts): CreateListener {
  const parts = { detector, recogniser, suppressor, earlyAfterMs, ledger, turnModel }
  return (onActivity, settings, onWords = () => {}, onSettledWords = () => {}) => new StreamListener(parts, onActivity, settings, onWords, onSettledWords)
}

/** Voice that is louder than quiet for as long as a frame goes on. */
const goesOnSamples = vadFrameSamples
/** What is recognised whole at the first sign of quiet; of a longer turn only the last seconds are, and the whole when the detector confirms the quiet. */
const wholeAtOnceSamples = toSamples(6_000)
const tailSamples = toSamples(4_000)
/** Early work at unconfirmed quiet waits for this part of the audio it was last given: recognition takes 1/25 of it, so a third of a core at most. */
const restPart = 1 / 8
/** Quiet after voice, by its loudness, at which a turn model is asked. */
const askAfterMs = 64
/** Recognition takes this long, as a rule, for a turn of some seconds: where the quiet that ends a turn is known, it begins so much earlier. */
const recognitionMs = 250
/** Word errors do not fall any more with quiet beyond this. */
const mostPatienceMs = 250
/** Voice that its last sound is compared with. */
const prosodySamples = toSamples(2_500)

/** Large appends are worked through in pieces, which bounds the buffers on the way. */
const pieceBytes = 4096
/** Audio kept beyond what is asked for: the recogniser wants it around the voice, and the onset of a voice is known only afterwards. */
const spareSamples = marginSamples + toSamples(100)
/**
 * Audio before a voice that is still on, and silence behind it, for the recogniser. Of the first 350 ms of speech it finds words in 54 of 56 human clips with
 * these, in 38 with 300 ms before and 100 ms behind, and in 33 with nothing behind (measured for Moonshine Tiny).
 */
const soFarMarginSamples = toSamples(60)
const soFarTailSamples = toSamples(100)
/** Of a voice that goes on and on its last seconds tell enough. */
const mostSoFarSamples = toSamples(4_000)
/** The shape of a voice is told from so much of it. */
const mostShapeSamples = toSamples(1_000)
/** A sound that rings out has a pitch too. A voice keeps its level. */
const mostVoicedDropDb = 15
/** Longer than any pause that can be asked for inside a turn: voice that nobody took by then was no turn. */
const unclaimedMs = 65_000

/** What a commit holds for the recogniser. */
interface CommittedSpeech {
  readonly recognise: Recognise
  readonly settled: SettledUtterances
}

class StreamListener implements Listener {
  readonly #parts: Required<ListeningParts>
  readonly #onActivity: (activity: VoiceActivity) => void
  readonly #onWords: (words: HeardWords) => void
  readonly #store = new SampleStore()
  readonly #voice = new VoiceTracker()
  readonly #framer = new PcmFramer<Float32Array>(new Float32Array(vadFrameSamples), (borrowed) => this.#hear(borrowed))
  readonly #early: EarlyRecognition
  readonly #earlyTail: EarlyRecognition
  readonly #turnModel: TurnModelQuestion | null
  readonly #streamed: StreamedWords
  /** Before this no early work begins at quiet that the detector has not confirmed. */
  #restsTo = 0
  readonly #committed = new WeakMap<CommittedAudio, CommittedSpeech>()
  #settings: ListeningSettings
  #decoder: InputDecoder
  /** Null when closed. */
  #detection: VoiceActivityStream | null
  /** Null when off. */
  #reduction: NoiseReduction | null = null
  /** Positions in samples: up to where the detector has heard, and where the uncommitted audio begins. */
  #heardTo = 0
  #uncommittedFrom = 0
  /** Voice before this was committed or cleared: no margin reaches beyond it. */
  #marginFrom = 0
  /** Of the uncommitted audio. */
  #settled = this.#nothingSettled()

  constructor(
    parts: Required<ListeningParts>,
    onActivity: (activity: VoiceActivity) => void,
    settings: ListeningSettings,
    onWords: (words: HeardWords) => void,
    onSettledWords: (text: string) => void,
  ) {
    this.#parts = parts
    this.#early = new EarlyRecognition(parts.ledger)
    this.#earlyTail = new EarlyRecognition(parts.ledger)
    this.#turnModel = parts.turnModel && new TurnModelQuestion(parts.turnModel)
    this.#onActivity = onActivity
    this.#onWords = onWords
    this.#settings = settings
    this.#decoder = createInputDecoder(settings.format)
    this.#detection = parts.detector.open({ threshold: settings.threshold })
    this.#reduction = this.#openReduction()
    this.#streamed = new StreamedWords({
      recognise: (within, signal) => this.#recogniseWithin(within, signal),
      quietestWithin: (span) => span.from + quietestPosition(this.#store.slice(span.from, span.to)),
      onSettled: onSettledWords,
    })
  }

  configure(settings: ListeningSettings): void {
    if (this.#detection === null) return
    const before = this.#settings
    this.#settings = settings
    if (settings.words !== before.words) this.#streamed.reset()
    if (settings.threshold !== before.threshold) {
      const heardBefore = this.#detection
      this.#detection = this.#parts.detector.open({ threshold: settings.threshold })
      heardBefore.close()
    }
    if (settings.threshold !== before.threshold || (settings.noiseReduction ?? null) !== (before.noiseReduction ?? null)) {
      this.#changeReduction()
    }
    if (settings.format.encoding !== before.format.encoding || settings.format.sampleRateHz !== before.format.sampleRateHz) {
      this.#take(this.#decoder.flush())
      this.#decoder = createInputDecoder(settings.format)
    }
  }

  append(borrowed: Uint8Array): void {
    for (let from = 0; from < borrowed.length && this.#detection; from += pieceBytes) {
      this.#take(this.#decoder.decode(borrowed.length <= pieceBytes ? borrowed : borrowed.subarray(from, from + pieceBytes)))
    }
  }

  bufferedMs(): number {
    return toMs(this.#receivedTo() - this.#uncommittedFrom)
  }

  commit(endMs: number | null): CommittedAudio {
    const from = this.#uncommittedFrom
    const to = endMs === null ? this.#receivedTo() : Math.max(from, Math.min(this.#receivedTo(), toSamples(endMs)))
    const audio = { startMs: toMs(from), endMs: toMs(to) }
    const voice = this.#voice.spansWithin(from, to)
    const voiceTo = voice.at(-1)?.to ?? null
    this.#earlyTail.throwAway('The audio was committed.')
    this.#turnModel?.drop('The audio was committed.')
    this.#committed.set(audio, { recognise: this.#early.take(voiceTo) ?? this.#recognition(voice, to), settled: this.#settled })
    this.#release(to, voiceTo ?? this.#marginFrom)
    return audio
  }

  clear(): void {
    this.#stop('The audio was cleared.')
    this.#release(this.#receivedTo(), this.#receivedTo())
  }

  async transcribe(audio: CommittedAudio, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    const speech = this.#committed.get(audio)
    if (!speech) throw new Error('This audio was not committed here.')
    const stop = () => speech.settled.stop(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await speech.recognise(signal)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async recogniseSoFar(fromMs: number, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    const from = Math.max(this.#store.start, toSamples(fromMs) - soFarMarginSamples, this.#heardTo - mostSoFarSamples)
    const heard = this.#store.slice(from, this.#heardTo)
    const samples = new Float32Array(heard.length + soFarTailSamples)
    samples.set(heard)
    const { language } = this.#settings
    return (await this.#parts.recogniser.recognise({ samples, sampleRateHz, language }, signal)).text
  }

  levelDbfs(fromMs: number): number {
    return this.#voice.levelDbfs(toSamples(fromMs))
  }

  hasSound(): boolean {
    return this.#voice.hasSound()
  }

  shapeOf(fromMs: number): VoiceShape {
    const from = Math.max(this.#store.start, toSamples(fromMs))
    const frames = pitchTrack(this.#store.slice(from, Math.max(from, Math.min(this.#heardTo, from + mostShapeSamples))))
    const loudest = Math.max(...frames.map(({ levelDb }) => levelDb))
    const voiced = frames.filter(({ pitchHz, levelDb }) => pitchHz !== null && levelDb >= loudest - mostVoicedDropDb)
    const voicedPart = frames.length === 0 ? 0 : voiced.length / frames.length
    const voiceTo = this.#voice.acousticEnd()
    return { voicedPart, quietMs: voiceTo === null ? 0 : toMs(this.#heardTo - voiceTo) }
  }

  close(): void {
    this.#stop('The session has ended.')
    this.#detection?.close()
    this.#detection = null
    this.#reduction?.close()
    this.#reduction = null
  }

  #take(borrowed: Float32Array): void {
    if (this.#reduction) this.#reduction.process(borrowed, this.#keep)
    else this.#keep(borrowed, borrowed)
  }

  /** Audio for the recogniser, and what voice is looked for in. */
  readonly #keep = (borrowed: Float32Array, borrowedToHear: Float32Array): void => {
    this.#store.append(borrowed)
    this.#framer.push(borrowedToHear)
  }

  #openReduction(): NoiseReduction | null {
    const { noiseReduction, threshold } = this.#settings
    const { suppressor, detector } = this.#parts
    return noiseReduction && suppressor ? new NoiseReduction(noiseReduction, suppressor, detector.open({ threshold })) : null
  }

  /** What the old one owes comes out first. */
  #changeReduction(): void {
    this.#reduction?.flush(this.#keep)
    this.#reduction?.close()
    this.#reduction = this.#detection && this.#openReduction()
  }

  /** One frame for the detector. `onActivity` may commit, clear or close before it returns. */
  #hear(borrowed: Float32Array): void {
    if (this.#detection === null) return
    const activity = this.#voice.accept(borrowed, this.#isVoice(borrowed, this.#detection))
    this.#heardTo += borrowed.length
    this.#recogniseEarly(activity)
    if (this.#settings.words === 'as-spoken') this.#stream()
    const turnModel = this.#askTurnModel(activity)
    this.#forgetQuiet(activity)
    this.#onActivity(turnModel ? { ...activity, turnModel } : activity)
  }

  #isVoice(borrowed: Float32Array, detection: VoiceActivityStream): boolean {
    if (!this.#reduction) return detection.accept(borrowed)
    const audio = this.#store.slice(this.#heardTo, this.#heardTo + borrowed.length)
    return this.#reduction.isVoice(audio, borrowed, detection)
  }

  /** Begins at the acoustic end of the voice, before the detector lets go of it. */
  #recogniseEarly({ audioMs, voice, voiceStartMs }: VoiceActivity): void {
    const voiceTo = this.#voice.acousticEnd()
    if (voiceTo === null || voiceStartMs === null) return
    const quiet = this.#heardTo - voiceTo
    if (voice && quiet < goesOnSamples) {
      if (audioMs - voiceStartMs >= leastVoiceMs) this.#throwEarlyAway('Voice came after it.')
      return
    }
    if (quiet < toSamples(this.#earlyAfterMs()) || this.#early.covers(voiceTo)) return
    if (voice && this.#heardTo < this.#restsTo) return
    const spans = this.#uncommittedVoice()
      .map((span) => ({ from: span.from, to: Math.min(span.to, voiceTo) }))
      .filter((span) => span.from < span.to)
    if (spans.at(-1)?.to !== voiceTo) return
    const length = spans.reduce((sum, span) => sum + span.to - span.from, 0)
    const isLong = length > wholeAtOnceSamples
    // Without turn detection nobody asks how a turn ends.
    if (isLong && this.#settings.keepAheadMs !== null && !this.#earlyTail.covers(voiceTo)) this.#recogniseTail(voiceTo)
    if (!isLong || !voice) this.#recogniseWhole(spans, voiceTo)
    this.#restsTo = this.#heardTo + restPart * Math.min(length, wholeAtOnceSamples)
  }

  #stream(): void {
    const voice = this.#uncommittedVoice()
    const voiceTo = Math.min(voice.at(-1)?.to ?? this.#heardTo, this.#voice.acousticEnd() ?? this.#heardTo)
    const quiet = this.#heardTo - voiceTo
    this.#streamed.observe({ voice, heardTo: this.#heardTo, quietSamples: quiet < toSamples(this.#parts.earlyAfterMs) ? 0 : quiet })
  }

  /** Work that the recogniser puts behind that of turns which are over. */
  async #recogniseWithin(within: Span, signal: AbortSignal): Promise<string> {
    const voice = this.#voice.spansWithin(Math.max(within.from, this.#uncommittedFrom), within.to)
    const audio = { from: Math.max(this.#store.start, this.#marginFrom, within.from), to: within.to }
    const spans = planUtterances(voice, audio, (span) => span.to).flat()
    const heard = this.#joined(spans)
    const samples = new Float32Array(heard.length + soFarTailSamples)
    samples.set(heard)
    const { language } = this.#settings
    return (await this.#parts.recogniser.recognise({ samples, sampleRateHz, language, precedence: 'low' }, signal)).text
  }

  /** With as little quiet behind the voice as early recognition begins with, where it is weighed how much ends the turn; once in each quiet. */
  #askTurnModel({ audioMs, voice, voiceStartMs }: VoiceActivity): TurnModelAnswer | null {
    const voiceTo = this.#voice.acousticEnd()
    const { keepAheadMs, leastQuietMs } = this.#settings
    if (this.#turnModel === null || keepAheadMs === null || leastQuietMs !== undefined || voiceTo === null || voiceStartMs === null) return null
    const quiet = this.#heardTo - voiceTo
    if (quiet < toSamples(askAfterMs) || audioMs - voiceStartMs < leastVoiceMs || voiceTo <= this.#uncommittedFrom) return null
    this.#turnModel.ask(voiceTo, () => this.#store.slice(Math.max(this.#uncommittedFrom, this.#heardTo - turnModelSamples), this.#heardTo))
    return voice ? null : this.#turnModel.answer(voiceTo)
  }

  /** The more audio there is behind the voice, the less is recognised in vain. */
  #earlyAfterMs(): number {
    const { leastQuietMs = 0 } = this.#settings
    return Math.max(this.#parts.earlyAfterMs, Math.min(mostPatienceMs, leastQuietMs - recognitionMs))
  }

  #recogniseWhole(spans: readonly Span[], voiceTo: number): void {
    const audioTo = this.#heardTo
    this.#early.start(voiceTo, audioTo, this.#recognition(spans, audioTo), (text) => this.#tell(text, true, audioTo, voiceTo))
  }

  /** The last seconds of a long turn, wherever its pauses are: enough to judge how it ends. */
  #recogniseTail(voiceTo: number): void {
    const audioTo = this.#heardTo
    const from = Math.max(voiceTo - tailSamples, this.#uncommittedFrom)
    this.#earlyTail.start(voiceTo, audioTo, this.#recognition([{ from, to: voiceTo }], audioTo), (text) => {
      this.#earlyTail.take(voiceTo)
      this.#tell(text, false, audioTo, voiceTo)
    })
  }

  #tell(text: string, whole: boolean, audioTo: number, voiceTo: number): void {
    if (whole && this.#settings.words === 'as-spoken') this.#streamed.hearTurn(text, audioTo)
    this.#onWords({ text, whole, toMs: toMs(audioTo), prosody: measureProsody(this.#store.slice(voiceTo - prosodySamples, voiceTo)) })
  }

  #throwEarlyAway(reason: string): void {
    this.#early.throwAway(reason)
    this.#earlyTail.throwAway(reason)
    this.#turnModel?.drop(reason)
  }

  /** With turn detection on, quiet with no voice ahead of it is kept only as far as it is asked for. */
  #forgetQuiet({ voice, quietMs }: VoiceActivity): void {
    const { keepAheadMs } = this.#settings
    if (keepAheadMs === null || voice) return
    if ((quietMs ?? 0) < unclaimedMs && this.#uncommittedVoice().length > 0) return
    this.#uncommittedFrom = Math.max(this.#uncommittedFrom, this.#heardTo - toSamples(keepAheadMs))
    this.#dropUnneeded()
  }

  /** The end of a voice that a commit or a clearing left behind is too short to be one. */
  #uncommittedVoice(): Span[] {
    return this.#voice.spansWithin(this.#uncommittedFrom, this.#heardTo).filter(({ from, to }) => to - from >= toSamples(leastVoiceMs))
  }

  /** Recognition of the voice between here and `to`. Copies the audio it needs, since the store moves on. */
  #recognition(voice: readonly Span[], to: number): Recognise {
    const within = { from: Math.max(this.#store.start, this.#marginFrom), to: Math.min(to, this.#store.end) }
    const plans = planUtterances(voice, within, (span) => span.from + quietestPosition(this.#store.slice(span.from, span.to)))
    const last = plans.pop()
    if (!last) return async () => ''
    const earlier = plans.map((plan) => this.#settled.text(plan.map((span) => `${span.from}-${span.to}`).join(), () => this.#joined(plan)))
    const samples = this.#joined(last)
    const { language } = this.#settings
    return async (signal) => {
      const texts = await abortable(Promise.all(earlier), signal)
      const { text } = await this.#parts.recogniser.recognise({ samples, sampleRateHz, language }, signal)
      return [...texts, text].filter((each) => each !== '').join(' ')
    }
  }

  #joined(spans: readonly Span[]): Float32Array {
    const samples = new Float32Array(spans.reduce((sum, span) => sum + span.to - span.from, 0))
    let filled = 0
    for (const span of spans) {
      samples.set(this.#store.slice(span.from, span.to), filled)
      filled += span.to - span.from
    }
    return this.#reduction ? this.#reduction.utterance(samples) : samples
  }

  /** Uncommitted audio begins at `to` from now on. */
  #release(to: number, marginFrom: number): void {
    this.#uncommittedFrom = to
    this.#marginFrom = marginFrom
    this.#settled = this.#nothingSettled()
    this.#streamed.reset()
    this.#voice.dropBefore(to)
    this.#dropUnneeded()
  }

  #nothingSettled(): SettledUtterances {
    const recognise = async (samples: Float32Array, signal: AbortSignal) => {
      const { language } = this.#settings
      return (await this.#parts.recogniser.recognise({ samples, sampleRateHz, language }, signal)).text
    }
    return new SettledUtterances(recognise)
  }

  /** Stops work on audio that nobody will commit. */
  #stop(reason: string): void {
    this.#throwEarlyAway(reason)
    this.#streamed.reset()
    this.#settled.stop(new Error(reason))
  }

  #dropUnneeded(): void {
    this.#store.dropBefore(this.#uncommittedFrom - spareSamples)
  }

  /** All that was received, the part that is still in the resampler too. */
  #receivedTo(): number {
    return this.#store.end + this.#decoder.owedSamples() + (this.#reduction?.owedSamples ?? 0)
  }
}
