// One question to an agent of @openai/agents-realtime that needs a function; the answer's words are printed, its sound is in reply.wav.
//   npm start
//   node examples/agents-sdk.mjs [QUESTION]
// Another server: SIDETONE_URL=wss://HOST/v1/realtime, and its key SIDETONE_KEY.
import { writeFileSync } from 'node:fs'
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime'
import { helpWhenAsked } from './usage.mjs'
import { wav } from './wav.mjs'

helpWhenAsked(import.meta.url)

const hours = { monday: 'closed', tuesday: '9 to 17', wednesday: '9 to 17', thursday: '9 to 20', friday: '9 to 17', saturday: '10 to 14', sunday: 'closed' }

const getOpeningHours = tool({
  name: 'get_opening_hours',
  description: 'When the library is open on a day of the week',
  parameters: { type: 'object', properties: { day: { type: 'string', enum: Object.keys(hours) } }, required: ['day'], additionalProperties: false },
  execute: ({ day }) => ({ [day]: hours[day] }),
})

const agent = new RealtimeAgent({ name: 'Librarian', instructions: 'You answer for a library. Be brief.', tools: [getOpeningHours] })
const session = new RealtimeSession(agent, { transport: 'websocket', model: 'sidetone', tracingDisabled: true })
const audio = []
process.exitCode = 1 // until the answer is there

session.on('audio', ({ data }) => audio.push(Buffer.from(data)))
session.on('agent_tool_end', (_context, _agent, { name }, result) => console.log(`${name} gave ${result}`))
session.on('agent_end', (_context, _agent, words) => {
  if (words === '') return
  console.log(words)
  writeFileSync('reply.wav', wav(audio))
  process.exitCode = 0
  session.close()
})
session.on('error', ({ error }) => {
  console.error(error.error?.message ?? error.message ?? error)
  process.exit(1)
})

await session.connect({ url: process.env.SIDETONE_URL ?? 'ws://localhost:4747/v1/realtime', apiKey: process.env.SIDETONE_KEY ?? 'none-needed' })
session.sendMessage(process.argv[2] ?? 'What are your opening hours on Saturday?')
