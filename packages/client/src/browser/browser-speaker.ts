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

/** Not all browsers have a choice of outputs. */
type OutputContext = AudioContext & { setSinkId?(id: string): Promise<void> }

/** The loudspeaker of a page. */
export function browserSpeaker(options: BrowserSpeakerOptions = {}): Speaker {
  return new BrowserSpeaker(options)
}

interface Opened {
  readonly context: AudioContext
  readonly clock: Clock
  readonly player: Player
  /** Some browsers take seconds until it is there; what it is told meanwhile waits for it. */
  ring: { readonly node: AudioWorkletNode } | { readonly waiting: RingOrder[] }
  readonly take: (news: RingNews) => void
  readonly gain: GainNode
  readonly analyser: AnalyserNode
}

class BrowserSpeaker implements Speaker {
  onSound: Speaker['onSound'] = null
  onLevel: Speaker['onLevel'] = null
  onFailure: Speaker['onFailure'] = null
  readonly #options: BrowserSpeakerOptions
  #opened: Opened | null = null
  #volume: number
  #deviceId: string | null = null
  /** Those that there were when it was last looked. Browsers without a choice of outputs list none. */
  #outputs: readonly AudioDevice[] = []
  #cancelLevel: (() => void) | null = null
  #stopWaiting: (() => void) | null = null

  constructor(options: BrowserSpeakerOptions) {
    this.#options = options
    this.#volume = options.volume ?? 1
  }

  async open(clock: Clock): Promise<void> {
    // Asked again, it tries again to sound.
    if (this.#opened) return this.#start(this.#opened.context, clock)
    const context = new AudioContext({ latencyHint: 'interactive' })
    const opened = this.#prepare(context, clock)
    this.#opened = opened
    try {
      await context.audioWorklet.addModule(this.#options.workletUrl ?? new URL('./speaker-worklet.js', import.meta.url))
      const output = (await this.#options.output?.(context)) ?? context.destination
      if (this.#opened !== opened) return
      wire(opened, output)
      context.addEventListener('error', this.#outputLost)
      navigator.mediaDevices?.addEventListener('devicechange', this.#devicesChanged)
      this.#outputs = await this.devices()
      if (this.#deviceId !== null) await this.choose(this.#deviceId)
    } catch (cause) {
      if (this.#opened !== opened) return
      this.close()
      throw new VoiceFailure('speaker-blocked', 'The loudspeaker cannot be opened.', {
        repair: 'Reload the page. If it stays so, its speaker-worklet.js cannot be loaded: see the console of the browser.',
        cause,
      })
    }
    await this.#start(context, clock)
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#devicesChanged)
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

  /** Browsers without a choice of outputs (seen: Firefox 153, WebKitGTK 2.50) go on with the default one. */
  async choose(deviceId: string): Promise<void> {
    this.#deviceId = deviceId
    const context = this.#opened?.context as OutputContext | undefined
    await context?.setSinkId?.(deviceId === 'default' ? '' : deviceId)
  }

  setVolume(volume: number): void {
    this.#volume = volume
    if (this.#opened) this.#opened.gain.gain.setTargetAtTime(volume, this.#opened.context.currentTime, volumeSeconds)
  }

  #prepare(context: AudioContext, clock: Clock): Opened {
    const gain = new GainNode(context, { gain: this.#volume })
    const analyser = new AnalyserNode(context, { fftSize: analysedSamples, smoothingTimeConstant: 0 })
    const contextClock = createContextClock()
    const player = new Player({
      sampleRateHz: context.sampleRate,
      nowMs: () => clock.nowMs(),
      frame: () => context.currentTime * context.sampleRate,
      atMs: (frame) => contextClock.toMs(frame / context.sampleRate),
      latencyMs: () => outputLatencySeconds(context) * 1_000,
      order: (order) => tell(opened.ring, order),
      onSound: (event) => this.onSound?.(event),
    })
    const take = (news: RingNews) => {
      // What was on its way when it was closed.
      if (this.#opened !== opened) return
      contextClock.observe(context.currentTime, clock.nowMs())
      player.take(news)
      if (player.isSounding && this.#cancelLevel === null) this.#level()
    }
    const opened: Opened = { context, clock, player, ring: { waiting: [] }, take, gain, analyser }
    return opened
  }

  /** Resolves when it may sound. When the page may not yet, it will at the next touch of a person. */
  async #start(context: AudioContext, clock: Clock): Promise<void> {
    if (await runs(context, clock)) return this.#stopWaiting?.()
    if (this.#opened?.context !== context) return
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

  /** Also a moment after a device was taken: it is taken anew then. */
  readonly #outputLost = () => void this.#takeOver(this.#outputs[0]?.id)

  readonly #devicesChanged = () => void this.#look()

  /** Without any device some browsers go on in silence, and stay with it when one comes. */
  async #look(): Promise<void> {
    const had = this.#outputs.length
    const devices = await this.devices()
    this.#outputs = devices
    if (!this.#opened || this.#stopWaiting) return
    const came = had === 0 ? devices[0]?.id : undefined
    if (came !== undefined || this.#opened.context.state === 'suspended') await this.#takeOver(came)
    else if (had > 0 && devices.length === 0) this.onFailure?.(missingSpeaker())
  }

  /** A device that is unplugged stops the context: on with the default one, or the application is told. The default one is taken anew only by way of another. */
  async #takeOver(by?: string): Promise<void> {
    if (!this.#opened) return
    const { context, clock } = this.#opened
    this.#deviceId = null
    const taken = await defaultOutput(context, by).then(
      () => runs(context, clock),
      () => false,
    )
    if (!taken && this.#opened?.context === context) this.onFailure?.(missingSpeaker())
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

function wire(opened: Opened, output: AudioNode): void {
  const { context, gain, analyser, ring, take } = opened
  const node = new AudioWorkletNode(context, 'sidetone-speaker', { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [1] })
  node.connect(gain).connect(output)
  node.connect(analyser)
  node.port.onmessage = ({ data }: MessageEvent<RingNews>) => take(data)
  opened.ring = { node }
  if ('waiting' in ring) for (const order of ring.waiting) tell(opened.ring, order)
}

function tell(ring: Opened['ring'], order: RingOrder): void {
  if ('waiting' in ring) ring.waiting.push(order)
  else ring.node.port.postMessage(order, order.type === 'push' ? [order.samples.buffer] : [])
}

/** A page in Firefox (seen with 153) that asks for the latency of the output while audio starts never gets an answer, and stands still: there it is not asked. */
function outputLatencySeconds(context: AudioContext): number {
  const asked = navigator.userAgent.includes('Firefox/') ? 0 : context.outputLatency
  return asked || context.baseLatency || 0
}

async function defaultOutput(context: OutputContext, by?: string): Promise<void> {
  // Where that one is gone in turn, the default one is tried all the same.
  if (by !== undefined) await context.setSinkId?.(by).catch(() => {})
  await context.setSinkId?.('')
}

function missingSpeaker(): VoiceFailure {
  return new VoiceFailure('speaker-missing', 'There is no loudspeaker.', {
    repair: 'Plug one in, or switch it on in the settings of this machine. You can read meanwhile.',
  })
}

/** Whether it comes to run within the time that a page needs that may sound. */
async function runs(context: AudioContext, clock: Clock): Promise<boolean> {
  let cancel = () => {}
  const tooLong = new Promise<false>((resolve) => {
    cancel = clock.after(startLimitMs, () => resolve(false))
  })
  const running = context.resume().then(
    () => true,
    () => false,
  )
  const stopTrying = trying(context, clock)
  const inTime = await Promise.race([running, tooLong])
  stopTrying()
  cancel()
  return inTime || context.state === 'running'
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
