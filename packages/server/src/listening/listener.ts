import { PcmFramer, SampleStore } from '@sidetone/audio'
import { systemClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import type { NoiseSuppressor } from '../providers/denoise/contract.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import type { TurnModel } from '../providers/turn-model/contract.js'
import { type VoiceActivityDetector, type VoiceActivityStream, vadFrameSamples } from '../providers/vad/contract.js'
import type { CommittedAudio, CreateListener, HeardWords, Listener, ListeningSettings, VoiceActivity, VoiceShape } from './contract.js'
import type { Recognise } from './early-recognition.js'
import { EarlyWork } from './early-work.js'
import { createInputDecoder, type InputDecoder } from './input-decoder.js'
import { measureProsody } from './measure-prosody.js'
import { NoiseReduction } from './noise-reduction.js'
import { marginSamples } from './plan-utterances.js'
import { toMs, toSamples } from './sample-rate.js'
import type { SettledUtterances } from './settled-utterances.js'
import { StreamedWords } from './streamed-words.js'
import { TurnRecognition } from './turn-recognition.js'
import { leastVoiceMs, type Span, VoiceTracker } from './voice-tracker.js'
import { voicedPart } from './voiced-part.js'

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

/** Voice that its last sound is compared with. */
const prosodySamples = toSamples(2_500)

/** Large appends are worked through in pieces, which bounds the buffers on the way. */
const pieceBytes = 4096
/** Audio kept beyond what is asked for: the recogniser wants it around the voice, and the onset of a voice is known only afterwards. */
const spareSamples = marginSamples + toSamples(100)
/** The shape of a voice is told from so much of it. */
const mostShapeSamples = toSamples(1_000)
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
  readonly #turn: TurnRecognition
  readonly #early: EarlyWork
  readonly #streamed: StreamedWords
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

  constructor(
    parts: Required<ListeningParts>,
    onActivity: (activity: VoiceActivity) => void,
    settings: ListeningSettings,
    onWords: (words: HeardWords) => void,
    onSettledWords: (text: string) => void,
  ) {
    this.#parts = parts
    this.#onActivity = onActivity
    this.#onWords = onWords
    this.#settings = settings
    this.#decoder = createInputDecoder(settings.format)
    this.#detection = parts.detector.open({ threshold: settings.threshold })
    this.#reduction = this.#openReduction()
    this.#turn = new TurnRecognition({
      recogniser: parts.recogniser,
      store: this.#store,
      language: () => this.#settings.language,
      prepared: (samples) => (this.#reduction ? this.#reduction.utterance(samples) : samples),
    })
    this.#early = new EarlyWork({
      earlyAfterMs: parts.earlyAfterMs,
      ledger: parts.ledger,
      turnModel: parts.turnModel,
      store: this.#store,
      turnFrom: () => this.#uncommittedFrom,
      voice: () => this.#uncommittedVoice(),
      recognition: (voice, to) => this.#turn.of(voice, to),
      onWords: (text, whole, audioTo, voiceTo) => this.#tell(text, whole, audioTo, voiceTo),
    })
    this.#streamed = new StreamedWords({
      recognise: (within, signal) => this.#turn.ofPart(this.#voice.spansWithin(Math.max(within.from, this.#uncommittedFrom), within.to), within, signal),
      quietestWithin: (span) => this.#turn.quietestWithin(span),
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
    this.#committed.set(audio, { recognise: this.#early.take(voiceTo) ?? this.#turn.of(voice, to), settled: this.#turn.settled })
    this.#release(to, voiceTo ?? this.#turn.marginFrom)
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
    return this.#turn.soFar(toSamples(fromMs), this.#heardTo, signal)
  }

  levelDbfs(fromMs: number): number {
    return this.#voice.levelDbfs(toSamples(fromMs))
  }

  hasSound(): boolean {
    return this.#voice.hasSound()
  }

  shapeOf(fromMs: number): VoiceShape {
    const from = Math.max(this.#store.start, toSamples(fromMs))
    const samples = this.#store.slice(from, Math.max(from, Math.min(this.#heardTo, from + mostShapeSamples)))
    const voiceTo = this.#voice.acousticEnd()
    return { voicedPart: voicedPart(samples), quietMs: voiceTo === null ? 0 : toMs(this.#heardTo - voiceTo) }
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
    const frame = { activity, heardTo: this.#heardTo, voiceTo: this.#voice.acousticEnd() }
    this.#early.recognise(frame, this.#settings)
    if (this.#settings.words === 'as-spoken') this.#stream(frame.voiceTo)
    const turnModel = this.#early.askTurnModel(frame, this.#settings)
    this.#forgetQuiet(activity)
    this.#onActivity(turnModel ? { ...activity, turnModel } : activity)
  }

  #isVoice(borrowed: Float32Array, detection: VoiceActivityStream): boolean {
    if (!this.#reduction) return detection.accept(borrowed)
    const audio = this.#store.slice(this.#heardTo, this.#heardTo + borrowed.length)
    return this.#reduction.isVoice(audio, borrowed, detection)
  }

  #stream(acousticEnd: number | null): void {
    const voice = this.#uncommittedVoice()
    const voiceTo = Math.min(voice.at(-1)?.to ?? this.#heardTo, acousticEnd ?? this.#heardTo)
    const quiet = this.#heardTo - voiceTo
    this.#streamed.observe({ voice, heardTo: this.#heardTo, quietSamples: quiet < toSamples(this.#parts.earlyAfterMs) ? 0 : quiet })
  }

  #tell(text: string, whole: boolean, audioTo: number, voiceTo: number): void {
    if (whole && this.#settings.words === 'as-spoken') this.#streamed.hearTurn(text, audioTo)
    this.#onWords({ text, whole, toMs: toMs(audioTo), prosody: measureProsody(this.#store.slice(voiceTo - prosodySamples, voiceTo)) })
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

  /** Uncommitted audio begins at `to` from now on. */
  #release(to: number, marginFrom: number): void {
    this.#uncommittedFrom = to
    this.#turn.begin(marginFrom)
    this.#streamed.reset()
    this.#voice.dropBefore(to)
    this.#dropUnneeded()
  }

  /** Stops work on audio that nobody will commit. */
  #stop(reason: string): void {
    this.#early.throwAway(reason)
    this.#streamed.reset()
    this.#turn.settled.stop(new Error(reason))
  }

  #dropUnneeded(): void {
    this.#store.dropBefore(this.#uncommittedFrom - spareSamples)
  }

  /** All that was received, the part that is still in the resampler too. */
  #receivedTo(): number {
    return this.#store.end + this.#decoder.owedSamples() + (this.#reduction?.owedSamples ?? 0)
  }
}
