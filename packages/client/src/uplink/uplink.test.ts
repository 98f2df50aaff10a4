import { decodeAlaw, decodeMulaw, int16FromBytes } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { bytesFromBase64 } from '../base64.js'
import type { AudioFormat, CapturedAudio, Observable, Traffic } from '../contract.js'
import { observable } from '../observable.js'
import { tone } from '../test-support/index.js'
import { createEncoder } from './encoder.js'
import { createEnergyActivity } from './energy-activity.js'
import { createGate } from './gate.js'
import { Uplink } from './uplink.js'

const rateHz = 24_000
const packetSamples = rateHz / 50

/** Packets of 20 ms; loud ones are marked by a number other than 0 in all their samples. */
function packet(mark: number, atMs = 0): CapturedAudio {
  return { samples: new Int16Array(packetSamples).fill(mark), sampleRateHz: rateHz, atMs }
}
const loudIsVoice = { isVoice: (samples: Int16Array) => samples[0] !== 0 && samples[0] !== 1 }

describe('the gate', () => {
  const gate = () => createGate(loudIsVoice, { preRollMs: 60, hangoverMs: 40 })

  it('lets through what is before a voice, the voice, and what is behind it', () => {
    const made = gate()
    const sent = [0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0].map((mark) => made.take(packet(mark), false).packets.length)
    expect(sent).toEqual([0, 0, 0, 0, 0, 4, 1, 1, 0, 0, 0])
  })
  it('each packet is sent once or skipped once or still kept', () => {
    const made = gate()
    let sent = 0
    let skippedMs = 0
    for (let at = 0; at < 500; at++) {
      const { packets, skippedMs: skipped } = made.take(packet(at % 37 < 5 ? 9 : 0), at % 111 > 100)
      sent += packets.length
      skippedMs += skipped
    }
    expect(sent * 20 + skippedMs + made.forget()).toBe(500 * 20)
  })
  it('stays open while it is told to', () => {
    const made = gate()
    expect(made.take(packet(0), true).packets).toHaveLength(1)
    expect(made.take(packet(0), false).packets).toHaveLength(0)
  })
})

describe('activity by energy', () => {
  const rate = 16_000
  const noise = (level: number) => Int16Array.from({ length: 320 }, (_, at) => Math.round(level * Math.sin(at * at)))
  it('is what is louder than the room, and the room may change', () => {
    const activity = createEnergyActivity()
    for (let at = 0; at < 100; at++) activity.isVoice(noise(60), rate)
    expect(activity.isVoice(noise(60), rate)).toBe(false)
    expect(activity.isVoice(tone(200, 320, rate), rate)).toBe(true)
    let voiced = 0
    for (let at = 0; at < 2_000; at++) voiced = activity.isVoice(noise(600), rate) ? at : voiced
    expect(voiced).toBeLessThan(1_000)
  })
  it('is never digital silence', () => {
    expect(createEnergyActivity().isVoice(new Int16Array(320), rate)).toBe(false)
  })
})

describe('the encoder', () => {
  const formats: AudioFormat[] = [
    { type: 'audio/pcm', rate: 24_000 },
    { type: 'audio/pcm', rate: 16_000 },
    { type: 'audio/pcm', rate: 8_000 },
    { type: 'audio/pcmu' },
    { type: 'audio/pcma' },
  ]
  const decoded = (base64: string | null, format: AudioFormat) => {
    const bytes = bytesFromBase64(base64 ?? '')
    return format.type === 'audio/pcm' ? int16FromBytes(bytes) : format.type === 'audio/pcmu' ? decodeMulaw(bytes) : decodeAlaw(bytes)
  }
  const outRate = (format: AudioFormat) => (format.type === 'audio/pcm' ? format.rate : 8_000)

  for (const format of formats) {
    it(`makes ${format.type} at ${outRate(format)} Hz of what a microphone of 48 kHz brings`, () => {
      const encoder = createEncoder()
      const all: number[] = []
      for (let at = 0; at < 50; at++)
        all.push(...decoded(encoder.encode({ samples: tone(300, 960, 48_000, at * 960), sampleRateHz: 48_000, atMs: 0 }, format), format))
      expect(all.length).toBeGreaterThan(outRate(format) * 0.99)
      const expected = tone(300, all.length, outRate(format))
      const middle = all.slice(200, -200)
      const error = Math.max(...middle.map((sample, at) => Math.abs(sample - (expected[at + 200] as number))))
      // G.711 has steps of 3 % at this level.
      expect(error).toBeLessThan(format.type === 'audio/pcm' ? 200 : 900)
    })
  }

  it('loses no sound when the format changes in the middle of a word', () => {
    const encoder = createEncoder()
    let seconds = 0
    const order = [0, 1, 3, 2, 4, 0]
    for (let at = 0; at < 300; at++) {
      const format = formats[order[Math.floor(at / 50)] as number] as AudioFormat
      seconds += decoded(encoder.encode({ samples: tone(300, 960, 48_000, at * 960), sampleRateHz: 48_000, atMs: 0 }, format), format).length / outRate(format)
    }
    // What the last resampler owes is under 1 ms; a loss at each of the changes would add up.
    expect(6 - seconds).toBeLessThan(0.001)
  })
})

describe('the uplink', () => {
  function uplink(extended = true, gate: boolean | Observable<boolean> = true) {
    const sent: { readonly type: string; readonly [field: string]: unknown }[] = []
    let traffic: Partial<Traffic> = {}
    const made = new Uplink({
      gate,
      activity: loudIsVoice,
      send: (event) => sent.push(event),
      extended: () => extended,
      onTraffic: (now) => (traffic = now),
    })
    const take = (mark: number, count: number, mode: 'muted' | 'gated' | 'open' = 'gated', inTurn = false) => {
      for (let at = 0; at < count; at++) made.take(packet(mark), mode, inTurn)
    }
    return { made, sent, take, traffic: () => traffic, types: () => sent.map(({ type }) => type.split('.').at(-1)) }
  }

  it('keeps the server’s clock right: sound and told silence add up to what was captured', () => {
    const { sent, take, traffic } = uplink()
    take(0, 200)
    take(9, 50)
    take(0, 300)
    take(9, 1)
    const silenceMs = sent.reduce((sum, event) => sum + (event.type === 'sidetone.input_audio.silence' ? Number(event.duration_ms) : 0), 0)
    const soundMs = sent.filter(({ type }) => type === 'input_audio_buffer.append').length * 20
    expect(silenceMs + soundMs).toBe(551 * 20)
    expect((traffic().sentSeconds ?? 0) + (traffic().savedSeconds ?? 0)).toBeCloseTo(11.02, 5)
    expect(traffic().savedBytes).toBeGreaterThan(traffic().sentBytes ?? 0)
  })

  it('tells other servers nothing of silence, which they do not know', () => {
    const { take, types } = uplink(false)
    take(0, 200)
    take(9, 1)
    expect(new Set(types())).toEqual(new Set(['append']))
  })

  it('sends everything from the moment at which the gate is turned off', () => {
    const gate = observable(true)
    const { take, types } = uplink(false, gate)
    take(0, 10)
    expect(types()).toEqual([])
    gate.set(false)
    take(0, 10)
    expect(types()).toHaveLength(20)
  })

  it('the last sound of a user is voice that is louder than the room: a model that tells the end late moves it not', () => {
    const { made } = uplink()
    const hears = (samples: Int16Array, atMs: number) => made.take({ samples, sampleRateHz: rateHz, atMs }, 'gated', false)
    const voice = tone(200, packetSamples, rateHz, 10)
    const hiss = new Int16Array(packetSamples).fill(9)
    for (let atMs = 0; atMs < 1_000; atMs += 20) hears(hiss, atMs)
    expect(made.lastSoundAtMs).toBeNull()
    for (let atMs = 1_000; atMs < 1_200; atMs += 20)
      hears(
        voice.map((sample) => sample || 2),
        atMs,
      )
    for (let atMs = 1_200; atMs < 1_400; atMs += 20) hears(hiss, atMs)
    expect(made.lastSoundAtMs).toBe(1_200)
  })

  it('muted, it sends silence only while the server is in a turn, and nothing of what was said before', () => {
    const { sent, take } = uplink()
    take(1, 5)
    take(9, 5, 'muted', true)
    take(9, 5, 'muted')
    take(9, 1)
    const audio = sent.flatMap((event) => (event.type === 'input_audio_buffer.append' ? [int16FromBytes(bytesFromBase64(String(event.audio)))[0]] : []))
    expect(audio).toEqual([0, 0, 0, 0, 0, 9])
  })

  it('holds audio back through overlapping changes of format, then sends all of it in the last one', () => {
    const { made, sent, take } = uplink()
    made.hold()
    take(9, 3)
    made.hold()
    take(9, 3)
    made.release({ type: 'audio/pcm', rate: 16_000 })
    expect(sent).toEqual([])
    made.release({ type: 'audio/pcm', rate: 24_000 })
    expect(sent).toHaveLength(6)
    expect(bytesFromBase64(String(sent[0]?.audio))).toHaveLength(packetSamples * 2)
  })
})
