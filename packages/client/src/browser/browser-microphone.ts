import { int16FromFloat } from '@sidetone/audio'
import type { AudioDevice, Clock, Microphone, VoiceError } from '../contract.js'
import { createContextClock } from '../playback/context-clock.js'
import { VoiceFailure } from '../voice-failure.js'
import type { CapturedFrames } from './captured-frames.js'
import { isGone } from './is-gone.js'
import { insecurePage, microphoneFailure, unreadableMicrophone } from './microphone-failure.js'

export interface BrowserMicrophoneOptions {
  /** Each is on unless told otherwise. */
  readonly echoCancellation?: boolean
  readonly noiseSuppression?: boolean
  readonly autoGainControl?: boolean
  /** Default: the default device. */
  readonly deviceId?: string
  /** Factor on the samples. Default: 1. */
  readonly gain?: number
  /** Where `microphone-worklet.js` of this package is served. Default: beside the module that this code is in. */
  readonly workletUrl?: string | URL
}

/** The microphone of a page: packets of 20 ms at the rate of its audio context. */
export function browserMicrophone(options: BrowserMicrophoneOptions = {}): Microphone {
  return new BrowserMicrophone(options)
}

interface Opened {
  readonly context: AudioContext
  readonly gain: GainNode
}

interface Source {
  readonly stream: MediaStream
  readonly node: MediaStreamAudioSourceNode
}

class BrowserMicrophone implements Microphone {
  onAudio: Microphone['onAudio'] = null
  onDeviceChange: Microphone['onDeviceChange'] = null
  onFailure: Microphone['onFailure'] = null
  readonly #options: BrowserMicrophoneOptions
  #opened: Opened | null = null
  #source: Source | null = null
  #wanted: string | null
  #gain: number
  /** Another device is asked for in the place of one that is gone. */
  #replacing = false
  /** Counts openings and closings: what was begun before the last one is of no use. */
  #life = 0

  constructor(options: BrowserMicrophoneOptions) {
    this.#options = options
    this.#wanted = options.deviceId ?? null
    this.#gain = options.gain ?? 1
  }

  async open(clock: Clock): Promise<void> {
    if (this.#opened) return
    if (!globalThis.isSecureContext || !navigator.mediaDevices) throw insecurePage()
    const life = ++this.#life
    // What captures is made ready while permission is asked for: the first word comes with the device.
    const context = new AudioContext({ latencyHint: 'interactive' })
    const worklet = this.#options.workletUrl ?? new URL('./microphone-worklet.js', import.meta.url)
    const unreadable = context.audioWorklet.addModule(worklet).then(() => null, unreadableMicrophone)
    let stream: MediaStream | null = null
    try {
      stream = await this.#askWanted()
      // A page that is being captured may run; it is not waited for, because some browsers answer only after a touch.
      void context.resume()
      const failure = await unreadable
      if (failure) throw failure
      if (life !== this.#life) return discard(stream, context)
      this.#opened = this.#wire(context, clock)
      this.#use(stream)
    } catch (failure) {
      if (life === this.#life) this.#opened = null
      discard(stream, context)
      throw failure instanceof VoiceFailure ? failure : unreadableMicrophone(failure)
    }
    navigator.mediaDevices.addEventListener('devicechange', this.#devicesChanged)
    await this.#tellDevices()
  }

  close(): void {
    this.#life++
    navigator.mediaDevices?.removeEventListener('devicechange', this.#devicesChanged)
    this.#drop(this.#source)
    this.#source = null
    const opened = this.#opened
    this.#opened = null
    if (opened) void opened.context.close()
  }

  async devices(): Promise<readonly AudioDevice[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    return devices.flatMap(({ kind, deviceId, label }) => (kind === 'audioinput' ? [{ id: deviceId, label }] : []))
  }

  async choose(deviceId: string): Promise<void> {
    if (!this.#opened) {
      this.#wanted = deviceId
      return
    }
    const life = this.#life
    const stream = await this.#ask(deviceId)
    this.#wanted = deviceId
    if (life !== this.#life) return stopTracks(stream)
    this.#use(stream)
    await this.#tellDevices()
  }

  setGain(gain: number): void {
    this.#gain = gain
    if (this.#opened) this.#opened.gain.gain.value = gain
  }

  /** The device that is wanted, or, when it is not there, the default one. */
  async #askWanted(): Promise<MediaStream> {
    try {
      return await this.#ask(this.#wanted)
    } catch (failure) {
      if (this.#wanted === null || (failure as VoiceError).code !== 'microphone-missing') throw failure
      this.#wanted = null
      return this.#ask(null)
    }
  }

  async #ask(deviceId: string | null): Promise<MediaStream> {
    const { echoCancellation = true, noiseSuppression = true, autoGainControl = true } = this.#options
    const device = deviceId === null || deviceId === 'default' ? {} : { deviceId: { exact: deviceId } }
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation, noiseSuppression, autoGainControl, ...device } })
    } catch (cause) {
      throw microphoneFailure(cause)
    }
  }

  #wire(context: AudioContext, clock: Clock): Opened {
    const gain = new GainNode(context, { gain: this.#gain })
    const capture = new AudioWorkletNode(context, 'sidetone-microphone', {
      numberOfInputs: 1,
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    gain.connect(capture)
    const contextClock = createContextClock()
    capture.port.onmessage = ({ data: { samples, frame } }: MessageEvent<CapturedFrames>) => {
      const { sampleRate } = context
      const endSeconds = (frame + samples.length) / sampleRate
      contextClock.observe(endSeconds, clock.nowMs())
      this.onAudio?.({ samples: int16FromFloat(samples), sampleRateHz: sampleRate, atMs: contextClock.toMs(frame / sampleRate) - this.#latencyMs() })
    }
    return { context, gain }
  }

  /** From the air to the context, where the browser tells. */
  #latencyMs(): number {
    const settings = this.#source?.stream.getAudioTracks()[0]?.getSettings() as (MediaTrackSettings & { latency?: number }) | undefined
    return (settings?.latency ?? 0) * 1_000
  }

  /** The new one is on before the old one is off. */
  #use(stream: MediaStream): void {
    const { context, gain } = this.#opened as Opened
    const before = this.#source
    const node = context.createMediaStreamSource(stream)
    node.connect(gain)
    this.#source = { stream, node }
    for (const track of stream.getAudioTracks()) track.onended = () => this.#lost(stream)
    this.#drop(before)
  }

  /** The device is gone: on with the default one, or the application is told. */
  async #lost(stream: MediaStream): Promise<void> {
    if (this.#source?.stream !== stream || this.#replacing) return
    const life = this.#life
    this.#replacing = true
    this.#wanted = null
    try {
      const next = await this.#ask(null)
      if (life !== this.#life) return stopTracks(next)
      this.#use(next)
    } catch (failure) {
      if (life !== this.#life) return
      this.onFailure?.(failure as VoiceError)
    } finally {
      this.#replacing = false
    }
    await this.#tellDevices()
  }

  readonly #devicesChanged = () => void this.#look()

  async #look(): Promise<void> {
    const devices = await this.devices()
    const stream = this.#source?.stream
    const track = stream?.getAudioTracks()[0]
    const ids = devices.map(({ id }) => id)
    if (stream && track && isGone({ readyState: track.readyState, deviceId: track.getSettings().deviceId }, ids)) await this.#lost(stream)
    else await this.#tellDevices()
  }

  async #tellDevices(): Promise<void> {
    const devices = await this.devices()
    const track = this.#source?.stream.getAudioTracks()[0]
    this.onDeviceChange?.(devices, track?.readyState === 'live' ? (track.getSettings().deviceId ?? null) : null)
  }

  #drop(source: Source | null): void {
    source?.node.disconnect()
    if (source) stopTracks(source.stream)
  }
}

function discard(stream: MediaStream | null, context: AudioContext): void {
  if (stream) stopTracks(stream)
  void context.close()
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null
    track.stop()
  }
}
