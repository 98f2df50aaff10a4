// Text to speech and back again with the openai package; the words that were heard are printed, the sound is in reply.wav.
//   npm start
//   node examples/speech-endpoints.mjs [TEXT]
// Another server: SIDETONE_URL=https://HOST/v1, and its key SIDETONE_KEY.
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { helpWhenAsked } from './usage.mjs'

helpWhenAsked(import.meta.url)

const input = process.argv[2] ?? 'Good morning. The library opens at nine, and it closes at five.'
const client = new OpenAI({ baseURL: process.env.SIDETONE_URL ?? 'http://localhost:4747/v1', apiKey: process.env.SIDETONE_KEY ?? 'none-needed' })

const speech = await client.audio.speech.create({ model: 'sidetone', voice: 'marin', input, response_format: 'wav' })
await writeFile('reply.wav', Buffer.from(await speech.arrayBuffer()))

const stream = await client.audio.transcriptions.create({ model: 'sidetone', file: createReadStream('reply.wav'), stream: true })
for await (const event of stream) if (event.type === 'transcript.text.delta') process.stdout.write(event.delta)
process.stdout.write('\n')
