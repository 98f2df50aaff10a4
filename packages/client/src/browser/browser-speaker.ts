import type { AudioDevice, Clock, PlayedPosition, Speaker } from '../contract.js'
import { levelOf } from '../level.js'
import { createContextClock } from '../playback/context-clock.js'
import { Player } from '../playback/player.js'
import type { RingNews, RingOrder } from '../playback/ring-messages.js'
import { VoiceFailure } from '../voice-failure.js'
import { spectrumBands } from './spectrum-bands.js'

export interface BrowserSpeakerOptions {
  /** Where `speaker-worklet.js` of this package is served. Default: beside the module that this code is in. */
  readonly workletUrl?: string | URL
  /** Where the sound goes. Default: the context's destination. */
  readonly output?: (context: AudioContext) => AudioNode | Promise<AudioNode>
  /** From 0 to 1. Default: 1. */
  readonly volume?: number
}

/** A page that may sound does so within this time; browsers say nothing when it may not. */
const startLimitMs = 1_000
/** A page that nobody has touched may sound from the moment on which it hears: its microphone opens meanwhile. */
const tryEveryMs = 200
const levelEveryMs = 33
/** About 21 ms at 48 kHz, bins of 47 Hz. */
const analysedSamples = 1024
const volumeSeconds = 0.02
const gestures = ['pointerdown', 'keydown', 'touchend'] as const

/** The loudspeaker of a page. */
export function browserSpeaker(options: BrowserSpeakerOptions = {}): Speaker {
  return new BrowserSpeaker(options)
}

interface Opened {
  readonly context: AudioContext
  readonly clock: Clock
  readonly player: Player
  readonly ring: AudioWorkletNode
  readonly gain: GainNode
  readonly analyser: AnalyserNode
}

class BrowserSpeaker implements Speaker {
  onSound: Speaker['onSound'] = null
  onLevel: Speaker['onLevel'] = null
  readonly #options: BrowserSpeakerOptions
  #opened: Opened | null = null
  #closed = false
  #volume: number
  #deviceId: string | null = null
  #cancelLevel: (() => void) | null = null
  #stopWaiting: (() => void) | null = null

  constructor(options: BrowserSpeakerOptions) {
    this.#options = options
    this.#volume = options.volume ?? 1
  }

  async open(clock: Clock): Promise<void> {
    // Asked again, it tries again to sound.
    if (this.#opened) return this.#start(this.#opened.context, clock)
    this.#closed = false
    const context = new AudioContext({ latencyHint: 'interactive' })
    try {
      await context.audioWorklet.addModule(this.#options.workletUrl ?? new URL('./speaker-worklet.js', import.meta.url))
      const output = (await this.#options.output?.(context)) ?? context.destination
      if (this.#closed) return void context.close()
      this.#opened = this.#wire(context, clock, output)
      if (this.#deviceId !== null) await this.choose(this.#deviceId)
    } catch (cause) {
      void context.close()
      throw new VoiceFailure('speaker-blocked', 'The loudspeaker cannot be opened.', {
        repair: 'Reload the page. If it stays so, its speaker-worklet.js cannot be loaded: see the console of the browser.',
        cause,
      })
    }
    await this.#start(context, clock)
  }

  close(): void {
    this.#closed = true
    this.#cancelLevel?.()
    this.#cancelLevel = null
    this.#stopWaiting?.()
    const opened = this.#opened
    this.#opened = null
    if (opened) void opened.context.close()
  }

  play(itemId: string, contentIndex: number, samples: Int16Array, sampleRateHz: number): void {
    this.#opened?.player.play(itemId, contentIndex, samples, sampleRateHz)
  }

  end(itemId: string, contentIndex: number): void {
    this.#opened?.player.end(itemId, contentIndex)
  }

  flush(): PlayedPosition | null {
    return this.#opened?.player.flush() ?? null
  }

  position(): PlayedPosition | null {
    return this.#opened?.player.position() ?? null
  }

  buffer(): ReturnType<Speaker['buffer']> {
    return this.#opened?.player.buffer() ?? { depthMs: 0, targetMs: 0, jitterMs: 0, clicks: 0 }
  }

  async devices(): Promise<readonly AudioDevice[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    return devices.flatMap(({ kind, deviceId, label }) => (kind === 'audiooutput' ? [{ id: deviceId, label }] : []))
  }

  /** Browsers without a choice of outputs (Safari, Firefox before 2026) go on with the default one. */
  async choose(deviceId: string): Promise<void> {
    this.#deviceId = deviceId
    const context = this.#opened?.context as (AudioContext & { setSinkId?(id: string): Promise<void> }) | undefined
    await context?.setSinkId?.(deviceId === 'default' ? '' : deviceId)
  }

  setVolume(volume: number): void {
    this.#volume = volume
    if (this.#opened) this.#opened.gain.gain.setTargetAtTime(volume, this.#opened.context.currentTime, volumeSeconds)
  }

  #wire(context: AudioContext, clock: Clock, output: AudioNode): Opened {
    const ring = new AudioWorkletNode(context, 'sidetone-speaker', { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [1] })
    const gain = new GainNode(context, { gain: this.#volume })
    const analyser = new AnalyserNode(context, { fftSize: analysedSamples, smoothingTimeConstant: 0 })
    ring.connect(gain).connect(output)
    ring.connect(analyser)
    const contextClock = createContextClock()
    const player = new Player({
      sampleRateHz: context.sampleRate,
      nowMs: () => clock.nowMs(),
      frame: () => context.currentTime * context.sampleRate,
      atMs: (frame) => contextClock.toMs(frame / context.sampleRate),
      latencyMs: () => (context.outputLatency || context.baseLatency || 0) * 1_000,
      order: (order: RingOrder) => ring.port.postMessage(order, order.type === 'push' ? [order.samples.buffer] : []),
      onSound: (event) => this.onSound?.(event),
    })
    ring.port.onmessage = ({ data }: MessageEvent<RingNews>) => {
      // What was on its way when it was closed.
      if (this.#opened?.ring !== ring) return
      contextClock.observe(context.currentTime, clock.nowMs())
      player.take(data)
      if (player.isSounding && this.#cancelLevel === null) this.#level()
    }
    return { context, clock, player, ring, gain, analyser }
  }

  /** Resolves when it may sound. When the page may not yet, it will at the next touch of a person. */
  async #start(context: AudioContext, clock: Clock): Promise<void> {
    const waited = new Promise<'too-long'>((resolve) => {
      const cancel = clock.after(startLimitMs, () => resolve('too-long'))
      context.addEventListener('statechange', cancel, { once: true })
    })
    const running = context.resume().then(
      () => 'running' as const,
      () => 'refused' as const,
    )
    const stopTrying = trying(context, clock)
    const became = await Promise.race([running, waited])
    stopTrying()
    if (became === 'running' || context.state === 'running' || this.#closed) {
      this.#stopWaiting?.()
      return
    }
    const resume = () => {
      void context.resume()
      this.#stopWaiting?.()
    }
    this.#stopWaiting?.()
    for (const gesture of gestures) document.addEventListener(gesture, resume, { capture: true })
    this.#stopWaiting = () => {
      this.#stopWaiting = null
      for (const gesture of gestures) document.removeEventListener(gesture, resume, { capture: true })
    }
    throw new VoiceFailure('speaker-blocked', 'The browser lets a page sound only after it was touched.', {
      repair: 'Click anywhere on the page, or press a key.',
    })
  }

  #level(): void {
    const { context, clock, analyser, player } = this.#opened as Opened
    const decibels = new Float32Array(analyser.frequencyBinCount)
    const samples = new Float32Array(analyser.fftSize)
    const look = () => {
      analyser.getFloatTimeDomainData(samples)
      analyser.getFloatFrequencyData(decibels)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      // The last picture of a sound is a silent one.
      const sounding = player.isSounding
      this.onLevel?.(sounding ? levelOf(power) : 0, spectrumBands(decibels, context.sampleRate / analyser.fftSize))
      this.#cancelLevel = sounding ? clock.after(levelEveryMs, look) : null
    }
    look()
  }
}

function trying(context: AudioContext, clock: Clock): () => void {
  let cancel = () => {}
  const tryAgain = () => {
    // What becomes of it is what becomes of the first try.
    context.resume().catch(() => {})
    cancel = clock.after(tryEveryMs, tryAgain)
  }
  cancel = clock.after(tryEveryMs, tryAgain)
  return () => cancel()
}
