import { openaiRealtime } from '@sidetone/protocol/openai-realtime'

/*
 * What one 20 ms packet costs in the dialect: an audio append read from its JSON text, an audio delta written to it.
 * Median of several runs, in microseconds.
 */

const packetMs = 20
const audio = Uint8Array.from({ length: (24_000 / 1000) * packetMs * 2 }, (_, index) => (index * 31) % 256)
const append = JSON.stringify({ type: 'input_audio_buffer.append', audio: Buffer.from(audio).toString('base64') })
const place = { replyId: 'resp_0123456789abcdef00001', itemId: 'item_0123456789abcdef00002', outputIndex: 0 }

let events = 0
const connection = openaiRealtime.connect(() => `event_0123456789abcdef${(++events).toString(36).padStart(5, '0')}`)

function microsecondsEach(step: () => number): number {
  const repeats = 20_000
  const runs = Array.from({ length: 9 }, () => {
    let work = 0
    const startedAtMs = performance.now()
    for (let repeat = 0; repeat < repeats; repeat++) work += step()
    const elapsedMs = performance.now() - startedAtMs
    if (work === 0) throw new Error('Nothing was done.')
    return (elapsedMs * 1000) / repeats
  })
  return runs.sort((a, b) => a - b)[4]!
}

const read = microsecondsEach(() => {
  const result = connection.read(append)
  if (result.type !== 'command' || result.command.type !== 'append-audio') throw new Error('The append was not read.')
  return result.command.audio.length
})
const write = microsecondsEach(() => connection.write({ type: 'reply-audio-delta', place, contentIndex: 0, audio })[0]!.length)

console.log(`read one append of ${packetMs} ms: ${read.toFixed(2)} us`)
console.log(`write one audio delta of ${packetMs} ms: ${write.toFixed(2)} us`)
