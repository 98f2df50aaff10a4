/**
 * What the sound of a WebRTC call costs: CPU of a core for both halves, how much later than they arrive packets are heard, and what that leaves of the words.
 * The halves alone are measured in stepped time, so that nothing else counts, over a network made by rule from a seed; then both together in real time.
 *
 *     npm run bench:webrtc-sound -- [--clips 24] [--rounds 5] [--seed 1] [--calls 20] [--real-seconds 10]
 */
import { parseArgs } from 'node:util'
import { bytesFromInt16, floatFromInt16, int16FromBytes, resample } from '@sidetone/audio'
import { systemClock } from '@sidetone/server/lib/clock.js'
import { resolveModel } from '@sidetone/server/models/cache.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import type { SoundCodec, SoundPacket } from '@sidetone/server/transports/webrtc/sound/contract.js'
import { IncomingSound } from '@sidetone/server/transports/webrtc/sound/incoming-sound.js'
import { OutgoingSound } from '@sidetone/server/transports/webrtc/sound/outgoing-sound.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { chance } from './support/noises.js'
import { percentile } from './support/percentile.js'
import { SteppedClock } from './support/stepped-clock.js'

const { values: options } = parseArgs({
  options: {
    clips: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    calls: { type: 'string', default: '20' },
    'real-seconds': { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) {
  console.log(`What the sound of a WebRTC call costs.

  --clips N    spoken clips that are sent (24)
  --rounds N   how often, for the CPU (5)
  --seed N     of the network's losses and delays (1)
  --calls N    how many calls at once in real time (20)
  --real-seconds N   how long (10); 0 leaves it out`)
  process.exit(0)
}

const rateHz = 24_000
const payloadType = 111
const codecs: readonly SoundCodec[] = ['opus', 'pcmu', 'pcma']
const networks = [
  { name: 'in order', lost: 0, overtaken: 0 },
  { name: '5 % lost', lost: 0.05, overtaken: 0 },
  { name: '5 % lost, 2 % overtaken', lost: 0.05, overtaken: 0.02 },
] as const
type Network = (typeof networks)[number]

interface Arrival {
  readonly atMs: number
  readonly index: number
  readonly packet: SoundPacket
}

const { clips, source } = await benchClips({ limit: Number(options.clips), longestPauseSeconds: 0.5 })
const sounds = clips.map((clip) => at24kHz(clip))
const seconds = sounds.reduce((sum, sound) => sum + sound.length / rateHz, 0)
console.log(`${clips.length} clips of ${source}, ${seconds.toFixed(0)} s, ${options.rounds} rounds, seed ${options.seed}\n`)

console.log('out      % of a core, p50 / max   kbit/s')
const sent = new Map(codecs.map((codec) => [codec, speak(codec)]))

const { files } = resolveModel('moonshine-tiny-en')
const moonshine = await createMoonshineRecogniser({
  encoderFile: files['encoder_model.onnx'] ?? '',
  decoderFile: files['decoder_model_merged.onnx'] ?? '',
  tokensFile: files['tokens.txt'] ?? '',
})
console.log('\nin       network                    % of a core, p50 / max   added delay ms, p50 / p95 / p99 / max   lost   late   word errors')
console.log(`${'-'.padEnd(8)} ${'(as it was spoken)'.padEnd(103)}${await errorsOf(sounds)}`)
for (const codec of codecs) for (const network of networks) await listen(codec, network)
if (Number(options['real-seconds']) > 0) {
  console.log(`\nboth     ${options.calls} calls in real time: % of a core a call   between packets ms, p1 / p50 / p99 / max`)
  for (const codec of codecs) await inRealTime(codec)
}
process.exit(0)

/** The packets of each clip, and a line of what they cost. */
function speak(codec: SoundCodec): SoundPacket[][] {
  const shares: number[] = []
  let packets: SoundPacket[][] = []
  for (let round = 0; round < Number(options.rounds); round++) {
    const before = cpuMs()
    packets = sounds.map((sound) => packetsOf(sound, codec))
    shares.push((cpuMs() - before) / seconds / 10)
  }
  const bytes = packets.flat().reduce((sum, { payload }) => sum + payload.length, 0)
  console.log(`${codec.padEnd(8)} ${share(shares)}               ${((bytes * 8) / seconds / 1000).toFixed(1).padStart(6)}`)
  return packets
}

function packetsOf(sound: Int16Array, codec: SoundCodec): SoundPacket[] {
  const clock = new SteppedClock()
  const packets: SoundPacket[] = []
  const outgoing = new OutgoingSound({ clock, codec, payloadType, start: { sequenceNumber: 0, timestamp: 0 }, send: (packet) => packets.push(packet) })
  outgoing.play(bytesFromInt16(sound))
  outgoing.start()
  clock.advanceTo((sound.length / rateHz) * 1000 - 1)
  outgoing.close()
  return packets
}

async function listen(codec: SoundCodec, network: Network): Promise<void> {
  const shares: number[] = []
  const delaysMs: number[] = []
  let heard: Int16Array[] = []
  const counted = { lost: 0, late: 0 }
  for (let round = 0; round < Number(options.rounds); round++) {
    const random = chance(Number(options.seed) + round)
    const arrivals = (sent.get(codec) ?? []).map((packets) => carried(packets, network, random))
    heard = []
    const before = cpuMs()
    for (const clip of arrivals) heard.push(hear(codec, clip, delaysMs, counted))
    shares.push((cpuMs() - before) / seconds / 10)
  }
  const delays = [50, 95, 99, 100].map((rank) => percentile(delaysMs, rank).toFixed(0).padStart(4)).join(' / ')
  const counts = `${String(counted.lost).padStart(6)} ${String(counted.late).padStart(6)}`
  console.log(`${codec.padEnd(8)} ${network.name.padEnd(24)}   ${share(shares)}              ${delays.padEnd(38)} ${counts}   ${await errorsOf(heard)}`)
}

/** In order each packet takes up to 15 ms more than the fastest; one that is overtaken takes 25 to 45 ms more. */
function carried(packets: readonly SoundPacket[], network: Network, random: () => number): Arrival[] {
  let behindMs = 0
  return packets
    .flatMap((packet, index) => {
      const sentAtMs = index * 20
      behindMs = Math.max(behindMs, sentAtMs + 15 * random())
      const isOvertaken = index > 0 && random() < network.overtaken
      if (index > 0 && random() < network.lost) return []
      return [{ packet, index, atMs: isOvertaken ? sentAtMs + 25 + 20 * random() : behindMs }]
    })
    .sort((a, b) => a.atMs - b.atMs)
}

/** Each piece that leaves is 20 ms, so its place says which packet it is. */
function hear(codec: SoundCodec, arrivals: readonly Arrival[], delaysMs: number[], counted: { lost: number; late: number }): Int16Array {
  const clock = new SteppedClock()
  const pieces: Int16Array[] = []
  const leftAtMs: number[] = []
  const incoming = new IncomingSound({
    clock,
    codecs: new Map([[payloadType, codec]]),
    onAudio: (borrowed) => {
      pieces.push(int16FromBytes(borrowed))
      leftAtMs.push(clock.nowMs())
    },
  })
  for (const { atMs, packet } of arrivals) {
    clock.advanceTo(atMs)
    incoming.accept({ ...packet, ssrc: 1 })
  }
  clock.advanceTo(clock.nowMs() + 50)
  incoming.close()
  for (const { atMs, index } of arrivals) {
    const delayMs = (leftAtMs[index] ?? Number.NaN) - atMs
    // What came after its place had been filled is not heard.
    if (delayMs >= 0) delaysMs.push(delayMs)
  }
  counted.lost += incoming.counters.lost
  counted.late += incoming.counters.late
  const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Every call speaks all the time and hears itself; packets go from hand to hand. The first seconds warm the program up. */
async function inRealTime(codec: SoundCodec): Promise<void> {
  const speech = bytesFromInt16(sounds.reduce((longest, sound) => (sound.length > longest.length ? sound : longest)))
  const betweenMs: number[] = []
  const calls = Array.from({ length: Number(options.calls) }, () => {
    const incoming = new IncomingSound({ clock: systemClock, codecs: new Map([[payloadType, codec]]), onAudio: () => {} })
    let sentAtMs: number | null = null
    const send = (packet: SoundPacket) => {
      const nowMs = performance.now()
      if (sentAtMs !== null) betweenMs.push(nowMs - sentAtMs)
      sentAtMs = nowMs
      incoming.accept({ ...packet, ssrc: 1 })
    }
    return { incoming, outgoing: new OutgoingSound({ clock: systemClock, codec, payloadType, send }) }
  })
  const realSeconds = Number(options['real-seconds'])
  for (const { outgoing } of calls) {
    while (outgoing.queuedMs < (realSeconds + 5) * 1000) outgoing.play(speech)
    outgoing.start()
    // Calls do not begin at the same moment.
    await passed(20 / calls.length)
  }
  await passed(4_000)
  betweenMs.length = 0
  const before = cpuMs()
  const fromMs = performance.now()
  await passed(realSeconds * 1000)
  const ofACore = (100 * (cpuMs() - before)) / (performance.now() - fromMs) / calls.length
  for (const { incoming, outgoing } of calls) {
    outgoing.close()
    incoming.close()
  }
  const between = [1, 50, 99, 100].map((rank) => percentile(betweenMs, rank).toFixed(1)).join(' / ')
  console.log(`${codec.padEnd(8)} ${ofACore.toFixed(2).padStart(44)}   ${between}`)
}

function passed(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function errorsOf(heard: readonly Int16Array[]): Promise<string> {
  let edits = 0
  let words = 0
  for (const [index, samples] of heard.entries()) {
    const utterance = { samples: resample(floatFromInt16(samples), rateHz, 16_000), sampleRateHz: 16_000 as const, language: null }
    const { text } = await moonshine.recognise(utterance, new AbortController().signal)
    const counted = wordErrors(clips[index]?.transcript ?? '', text)
    edits += counted.edits
    words += counted.words
  }
  return `${((100 * edits) / words).toFixed(1).padStart(5)} % of ${words}`
}

function at24kHz(clip: BenchClip): Int16Array {
  const floats = resample(floatFromInt16(clip.samples), clip.sampleRateHz, rateHz)
  return Int16Array.from(floats, (sample) => Math.round(sample * 32_767))
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function share(shares: readonly number[]): string {
  return `${percentile(shares, 50).toFixed(2).padStart(6)} / ${Math.max(...shares)
    .toFixed(2)
    .padStart(5)}`
}
