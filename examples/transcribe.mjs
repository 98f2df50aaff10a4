// Writes down what is said in a WAV file, word by word while it is said; any WebSocket client can do this.
//   npm start
//   node examples/transcribe.mjs [FILE.wav]     (PCM16, mono)
// Another server: SIDETONE_URL=wss://HOST/v1/realtime, and its key SIDETONE_KEY.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'
import { helpWhenAsked } from './usage.mjs'

helpWhenAsked(import.meta.url)

const file = process.argv[2] ?? fileURLToPath(new URL('question.wav', import.meta.url))
const url = process.env.SIDETONE_URL ?? 'ws://127.0.0.1:4747/v1/realtime'
const { audio, sampleRateHz } = readWav(readFileSync(file))
const socket = new WebSocket(`${url}?intent=transcription`, { headers: { Authorization: `Bearer ${process.env.SIDETONE_KEY ?? 'none-needed'}` } })
const send = (event) => socket.send(JSON.stringify(event))
process.exitCode = 1 // until the transcript is there

socket.on('message', async (message) => {
  const event = JSON.parse(message)
  switch (event.type) {
    case 'session.created': {
      // gpt-4o-transcribe is the name by which words are told as they are said. Without turn detection we say ourselves when the turn is over.
      const input = { format: { type: 'audio/pcm', rate: sampleRateHz }, transcription: { model: 'gpt-4o-transcribe' }, turn_detection: null }
      send({ type: 'session.update', session: { type: 'transcription', audio: { input } } })
      break
    }
    case 'session.updated':
      await speak()
      send({ type: 'input_audio_buffer.commit' })
      break
    case 'conversation.item.input_audio_transcription.delta':
      process.stderr.write(event.delta)
      break
    case 'conversation.item.input_audio_transcription.completed':
      process.stderr.write('\n')
      console.log(event.transcript)
      process.exitCode = 0
      socket.close()
      break
    case 'conversation.item.input_audio_transcription.failed':
    case 'error':
      console.error(event.error.message)
      socket.close()
  }
})
socket.on('error', ({ message }) => console.error(message))

/** Sends the audio as a microphone would: 20 ms at a time, each when it has been said. */
async function speak() {
  const packetBytes = (sampleRateHz / 50) * 2
  const startedAtMs = performance.now()
  for (let at = 0; at < audio.length; at += packetBytes) {
    const dueMs = startedAtMs + (20 * (at + packetBytes)) / packetBytes
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()))
    send({ type: 'input_audio_buffer.append', audio: audio.subarray(at, at + packetBytes).toString('base64') })
  }
}

/** The samples of a WAV file of PCM16, mono, at 8, 16 or 24 kHz. */
function readWav(bytes) {
  const format = bytes.indexOf('fmt ') + 8
  const data = bytes.indexOf('data') + 8
  return { sampleRateHz: bytes.readUInt32LE(format + 4), audio: bytes.subarray(data, data + bytes.readUInt32LE(data - 4)) }
}
