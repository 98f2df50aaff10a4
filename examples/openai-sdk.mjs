// One question through the openai package; the answer's words are printed, its sound is in reply.wav.
//   npm start -- --tls self-signed
//   NODE_EXTRA_CA_CERTS=~/.cache/sidetone/tls/localhost.crt node examples/openai-sdk.mjs [QUESTION]
// The package connects by wss only; NODE_EXTRA_CA_CERTS makes Node trust the certificate that the server made for itself.
// Another server: SIDETONE_URL=https://HOST/v1, and its key SIDETONE_KEY.
import { writeFileSync } from 'node:fs'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { helpWhenAsked } from './usage.mjs'
import { wav } from './wav.mjs'

helpWhenAsked(import.meta.url)

const question = process.argv[2] ?? 'What can you do?'
const client = new OpenAI({ baseURL: process.env.SIDETONE_URL ?? 'https://localhost:4747/v1', apiKey: process.env.SIDETONE_KEY ?? 'none-needed' })
const realtime = new OpenAIRealtimeWS({ model: 'sidetone' }, client)
const audio = []
process.exitCode = 1 // until the answer is there

realtime.on('session.created', () => {
  realtime.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { voice: 'marin' } } } })
  realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] } })
  realtime.send({ type: 'response.create' })
})
realtime.on('response.output_audio.delta', ({ delta }) => audio.push(Buffer.from(delta, 'base64')))
realtime.on('response.output_audio_transcript.done', ({ transcript }) => console.log(transcript))
realtime.on('response.done', ({ response }) => {
  if (response.status !== 'completed') console.error(response.status_details?.error?.message ?? response.status)
  else process.exitCode = 0
  writeFileSync('reply.wav', wav(audio))
  realtime.close()
})
realtime.on('error', ({ message }) => {
  console.error(message)
  realtime.close()
})
