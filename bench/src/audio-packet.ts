/** Microseconds per 20 ms packet of each step that audio takes. Run: node bench/dist/audio-packet.js */
import {
  bytesFromInt16,
  createResampler,
  decodeAlaw,
  decodeMulaw,
  encodeAlaw,
  encodeMulaw,
  floatFromBytes,
  int16FromFloat,
  Pcm16Reader,
  PcmFramer,
  rms,
  SampleStore,
} from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import { createListening } from '@sidetone/server/listening/listener.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import type { VoiceActivityDetector } from '@sidetone/server/providers/vad/contract.js'

const packetsARound = 250
const rounds = 60

/** The best of many rounds: what the work itself takes when nothing else wants the core. And the median, as the machine is now. */
function measure(name: string, work: () => void): void {
  for (let packet = 0; packet < 2000; packet++) work()
  const times = Array.from({ length: rounds }, () => {
    const startedAtMs = performance.now()
    for (let packet = 0; packet < packetsARound; packet++) work()
    return ((performance.now() - startedAtMs) * 1000) / packetsARound
  }).sort((a, b) => a - b)
  console.log(`${name.padEnd(48)} best ${times[0]!.toFixed(2).padStart(7)} us   median ${times[rounds >> 1]!.toFixed(2).padStart(7)} us`)
}

const tone = (samples: number) => Float32Array.from({ length: samples }, (_, index) => 0.3 * Math.sin(index / 7))
const bytes24 = bytesFromInt16(int16FromFloat(tone(480)))
const bytes16 = bytesFromInt16(int16FromFloat(tone(320)))
const integers8 = int16FromFloat(tone(160))
const law = encodeMulaw(integers8)
const floats16 = tone(320)
const floats = new Float32Array(480)
const integers = new Int16Array(480)
const coded = new Uint8Array(960)

measure('PCM16 bytes to float, 24 kHz', () => floatFromBytes(bytes24, floats))
const reader = new Pcm16Reader()
measure('PCM16 reader, 24 kHz', () => reader.read(bytes24))
measure('float to PCM16, 24 kHz', () => int16FromFloat(floats, integers))
measure('PCM16 to bytes, 24 kHz', () => bytesFromInt16(integers, coded))
measure('mu-law decode, 8 kHz', () => decodeMulaw(law, integers))
measure('mu-law encode, 8 kHz', () => encodeMulaw(integers8, coded))
measure('A-law decode, 8 kHz', () => decodeAlaw(law, integers))
measure('A-law encode, 8 kHz', () => encodeAlaw(integers8, coded))
for (const [fromHz, toHz] of [
  [24_000, 16_000],
  [8_000, 16_000],
  [16_000, 24_000],
  [16_000, 8_000],
  [22_050, 24_000],
  [44_100, 16_000],
  [48_000, 16_000],
] as const) {
  const resampler = createResampler(fromHz, toHz)
  const packet = tone(Math.round(fromHz / 50))
  measure(`resample ${fromHz} to ${toHz} Hz`, () => resampler.process(packet))
}
const framer = new PcmFramer<Float32Array>(new Float32Array(512), () => {})
measure('frames of 512', () => framer.push(floats16))
const store = new SampleStore()
measure('sample store', () => {
  store.append(floats16)
  store.dropBefore(store.end - 16_000)
})
measure('rms', () => rms(floats16))

const deaf: VoiceActivityDetector = { name: 'none', open: () => ({ accept: () => false, reset: () => {}, close: () => {} }), close: async () => {} }
const mute: SpeechRecogniser = { name: 'none', recognise: async () => ({ text: '' }), close: async () => {} }
const formats: [AudioFormat, Uint8Array][] = [
  [{ encoding: 'pcm16', sampleRateHz: 24_000 }, bytes24],
  [{ encoding: 'pcm16', sampleRateHz: 16_000 }, bytes16],
  [{ encoding: 'mulaw', sampleRateHz: 8_000 }, law],
]
for (const [format, packet] of formats) {
  const listener = createListening({ detector: deaf, recogniser: mute })(() => {}, { format, threshold: 0.5, language: null, keepAheadMs: 300 })
  measure(`listener without detector, ${format.encoding} ${format.sampleRateHz} Hz`, () => listener.append(packet))
}
