// A typed question and then a spoken one, over a bare WebSocket; the answers' words are printed, the sound of the second is in reply.wav.
//   npm start
//   node examples/node-websocket.mjs [FILE.wav]     (PCM16, mono)
// Another server: SIDETONE_URL=wss://HOST/v1/realtime, and its key SIDETONE_KEY.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { helpWhenAsked } from './usage.mjs'
import { wav } from './wav.mjs'

helpWhenAsked(import.meta.url)

const url = process.env.SIDETONE_URL ?? 'ws://localhost:4747/v1/realtime'
const key = process.env.SIDETONE_KEY ?? 'none-needed'
// 16-bit PCM, mono. OpenAI takes 24 kHz only, Sidetone 16 and 8 kHz as well.
const recording = readFileSync(process.argv[2] ?? fileURLToPath(new URL('question.wav', import.meta.url)))
const rate = recording.readUInt32LE(24)
const speech = recording.subarray(44)

const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}` } })
const send = (event) => socket.send(JSON.stringify(event))
const audio = []
process.exitCode = 1 // until the answers are there

/** As a microphone would: ten packets a second, and silence behind, so that the server notices the end. */
function speak() {
  const packetBytes = (rate / 10) * 2
  let at = 0
  const microphone = setInterval(() => {
    const packet = Buffer.alloc(packetBytes)
    packet.set(speech.subarray(at, at + packetBytes))
    at += packetBytes
    send({ type: 'input_audio_buffer.append', audio: packet.toString('base64') })
  }, 100)
  socket.once('close', () => clearInterval(microphone))
}

const on = {
  'session.created'() {
    const input = { format: { type: 'audio/pcm', rate }, transcription: { model: 'whisper-1' } }
    send({ type: 'session.update', session: { type: 'realtime', audio: { input } } })
    const content = [{ type: 'input_text', text: 'What is two plus two?' }]
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    send({ type: 'response.create', response: { output_modalities: ['text'] } })
  },
  'response.output_text.done'({ text }) {
    console.log(text)
  },
  'conversation.item.input_audio_transcription.completed'({ transcript }) {
    console.log(`heard: ${transcript.trim()}`)
  },
  'response.output_audio.delta'({ delta }) {
    audio.push(Buffer.from(delta, 'base64'))
  },
  'response.output_audio_transcript.done'({ transcript }) {
    console.log(transcript)
  },
  'response.done'({ response }) {
    if (response.status !== 'completed') {
      console.error(response.status_details?.error?.message ?? response.status)
      socket.close()
    } else if (response.output_modalities[0] === 'text') {
      speak()
    } else {
      writeFileSync('reply.wav', wav(audio))
      process.exitCode = 0
      socket.close()
    }
  },
  error({ error }) {
    console.error(error.message)
    socket.close()
  },
}

socket.on('message', (data) => {
  const event = JSON.parse(data)
  on[event.type]?.(event)
})
socket.on('error', (error) => console.error(error.message))
