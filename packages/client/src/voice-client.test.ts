import { bytesFromInt16 } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { base64FromBytes, bytesFromBase64 } from './base64.js'
import type { AudioFormat, CapturedAudio, Microphone, QualityStep, VoiceClientOptions } from './contract.js'
import { clicksOf, fair, Loudspeaker, ManualClock, Network, PlainServer, speakerOf, tone } from './test-support/index.js'
import { bytesPerSecondOf } from './uplink/audio-format.js'
import { createVoiceClient } from './voice-client.js'

/** A microphone that hears a tone without end, in packets of 20 ms. */
class ToneMicrophone implements Microphone {
  onAudio: ((audio: CapturedAudio) => void) | null = null
  onDeviceChange: Microphone['onDeviceChange'] = null
  capturedSeconds = 0
  #clock: ManualClock
  #stop = () => {}
  constructor(clock: ManualClock) {
    this.#clock = clock
  }
  async open(): Promise<void> {
    this.#next()
  }
  close(): void {
    this.#stop()
  }
  #next(): void {
    this.#stop = this.#clock.after(20, () => {
      const samples = tone(300, 960, 48_000, this.capturedSeconds * 48_000)
      this.capturedSeconds = Math.round(this.capturedSeconds * 50 + 1) / 50
      this.onAudio?.({ samples, sampleRateHz: 48_000, atMs: this.#clock.nowMs() - 20 })
      this.#next()
    })
  }
  devices = async () => []
  choose = async () => {}
  setGain(): void {}
}

function talking(more: Partial<VoiceClientOptions> = {}, refused: readonly AudioFormat['type'][] = []) {
  const clock = new ManualClock()
  const server = new PlainServer(refused)
  const network = new Network(clock, (visit) => server.serve(visit))
  const microphone = new ToneMicrophone(clock)
  const loudspeaker = new Loudspeaker(clock)
  const client = createVoiceClient({ url: 'ws://server', clock, openSocket: network.open, microphone, speaker: speakerOf(loudspeaker), gate: false, ...more })
  const steps: QualityStep[] = []
  client.quality.subscribe(({ step }) => {
    if (steps.at(-1) !== step) steps.push(step)
  })
  /** Seconds of audio that the server understood, by the format that it had when they came. */
  const heardSeconds = () => server.heard.reduce((sum, { base64, format }) => sum + bytesFromBase64(base64).length / bytesPerSecondOf(format), 0)
  return { clock, server, network, microphone, loudspeaker, client, steps, heardSeconds }
}

/** Bytes a second of the wire for 24 kHz, as base64 with its envelope, are about 68 000. */
const narrow = { ...fair, bytesPerSecond: 20_000 }

describe('the client on a line that changes', () => {
  it('steps down when the line is narrow and up when it is wide again, and the server understands every sample of it', async () => {
    const { clock, network, microphone, client, steps, heardSeconds, server } = talking()
    const opening = client.connect()
    await clock.advance(5_000)
    await opening
    expect(steps).toEqual(['pcm-24k'])
    network.weather = narrow
    await clock.advance(45_000)
    expect(steps).toEqual(['pcm-24k', 'pcm-16k', 'g711-8k'])
    network.weather = fair
    await clock.advance(90_000)
    expect(steps).toEqual(['pcm-24k', 'pcm-16k', 'g711-8k', 'pcm-16k', 'pcm-24k'])
    microphone.close()
    await clock.advance(2_000)
    // Each piece is of whole packets of its format, and together they are what was captured.
    expect(heardSeconds()).toBeCloseTo(microphone.capturedSeconds, 1)
    expect(Math.abs(heardSeconds() - microphone.capturedSeconds)).toBeLessThan(0.005)
    expect(new Set(server.heard.map(({ format }) => format.type))).toEqual(new Set(['audio/pcm', 'audio/pcmu']))
    expect(client.error.value).toBeNull()
    client.disconnect()
  }, 30_000)

  it('does not ask again for what the server refuses', async () => {
    const { clock, network, client, steps, server, microphone, heardSeconds } = talking({}, ['audio/pcmu'])
    const opening = client.connect()
    await clock.advance(1_000)
    await opening
    network.weather = narrow
    await clock.advance(30_000)
    expect(steps).toEqual(['pcm-24k', 'pcm-16k'])
    expect(server.received.filter(({ type, session }) => type === 'session.update' && JSON.stringify(session).includes('pcmu'))).toHaveLength(1)
    network.weather = fair
    microphone.close()
    await clock.advance(60_000)
    expect(Math.abs(heardSeconds() - microphone.capturedSeconds)).toBeLessThan(0.005)
    client.disconnect()
  }, 30_000)

  it('keeps to the format that the application chose, from the first word on', async () => {
    const format = { type: 'audio/pcmu' }
    const { clock, client, server, microphone, heardSeconds } = talking({ session: { audio: { input: { format }, output: { format } } } })
    const opening = client.connect()
    await clock.advance(30_000)
    await opening
    microphone.close()
    await clock.advance(1_000)
    expect(new Set(server.heard.map((each) => each.format.type))).toEqual(new Set(['audio/pcmu']))
    expect(Math.abs(heardSeconds() - microphone.capturedSeconds)).toBeLessThan(0.005)
    client.disconnect()
  })

  it('steps down from the format that the application chose, and up no further than to it', async () => {
    const format = { type: 'audio/pcm', rate: 16_000 }
    const { clock, network, client, steps } = talking({ session: { audio: { input: { format }, output: { format } } } })
    const opening = client.connect()
    await clock.advance(2_000)
    await opening
    network.weather = narrow
    await clock.advance(20_000)
    network.weather = fair
    await clock.advance(60_000)
    expect(new Set(steps)).toEqual(new Set(['pcm-16k', 'g711-8k']))
    expect(steps.at(-1)).toBe('pcm-16k')
    client.disconnect()
  }, 30_000)

  it('a change of settings that a cut line swallowed is answered by nobody, and the next session has the settings', async () => {
    const { clock, network, client, server } = talking()
    const opening = client.connect()
    await clock.advance(1_000)
    await opening
    const lost = client.update({ instructions: 'Be brief.' })
    network.cut()
    await expect(lost.catch(({ code }) => code)).resolves.toBe(await clock.advance(2_000).then(() => 'link-lost'))
    expect(server.session.instructions).toBe('Be brief.')
    await expect(Promise.all([client.update({ instructions: 'Be long.' }), clock.advance(1_000)])).resolves.toMatchObject([
      { instructions: 'Be long.' },
      undefined,
    ])
    client.disconnect()
  })

  it('a line on which nothing comes any more is given up after a quarter of a minute', async () => {
    const { clock, network, client } = talking()
    const opening = client.connect()
    await clock.advance(3_000)
    await opening
    const states: string[] = []
    client.state.subscribe((state) => states.push(state))
    // Nothing comes through, and nobody says so.
    network.weather = { ...fair, delayMs: 1_000_000 }
    await clock.advance(19_000)
    expect(states[0]).toBe('reconnecting')
    network.weather = fair
    await clock.advance(30_000)
    expect(client.state.value).toBe('listening')
    client.disconnect()
  })

  it('replies in another format each are heard whole and without a click, over jitter', async () => {
    const { clock, network, client, server, loudspeaker } = talking({ adaptQuality: false })
    const opening = client.connect()
    await clock.advance(500)
    await opening
    network.weather = { ...fair, jitterMs: 30 }
    const formats: AudioFormat[] = [
      { type: 'audio/pcm', rate: 24_000 },
      { type: 'audio/pcm', rate: 16_000 },
      { type: 'audio/pcm', rate: 24_000 },
    ]
    for (const [number, format] of formats.entries()) {
      const rate = format.type === 'audio/pcm' ? format.rate : 8_000
      server.say({ type: 'response.created', response: { id: `r${number}`, status: 'in_progress', output: [], audio: { output: { format } } } })
      for (let packet = 0; packet < 25; packet++) {
        const delta = base64FromBytes(bytesFromInt16(tone(300, rate / 25, rate, (packet * rate) / 25)))
        server.say({ type: 'response.output_audio.delta', response_id: `r${number}`, item_id: `i${number}`, content_index: 0, delta })
      }
      server.say({ type: 'response.output_audio.done', response_id: `r${number}`, item_id: `i${number}`, content_index: 0 })
      server.say({ type: 'response.done', response: { id: `r${number}`, status: 'completed', output: [{ type: 'message' }] } })
    }
    await loudspeaker.run(4_000)
    const drained = loudspeaker.events.filter(({ type }) => type === 'drained')
    expect(drained.map(({ position }) => Math.round(position.playedMs))).toEqual([1_000, 1_000, 1_000])
    expect(loudspeaker.player.buffer().clicks).toBe(0)
    // The tone's largest step is 0.019; where two replies meet, the ends of their filters add a little.
    expect(clicksOf(loudspeaker.sounded, 0.025)).toBe(0)
    expect(client.state.value).toBe('listening')
    client.disconnect()
  })
})
