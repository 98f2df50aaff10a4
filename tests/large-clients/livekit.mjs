// @livekit/agents-plugin-openai, its realtime model, as an agent session drives it.
import { initializeLogger, llm } from '@livekit/agents'
import { realtime } from '@livekit/agents-plugin-openai'
import { AudioFrame } from '@livekit/rtc-node'
import { check, must } from './check.mjs'
import { askedForStory, askedForWeather, farewell, goodbye, heard, story, sunny } from './script.mjs'
import { spokenPackets } from './spoken-packets.mjs'

initializeLogger({ pretty: false, level: 'silent' })
const model = new realtime.RealtimeModel({ baseURL: process.env.SIDETONE_BASE_URL, apiKey: 'any', model: 'gpt-realtime' })
const session = model.session()
const errors = []
session.on('error', ({ error }) => errors.push(error.message))

const once = (event, fits = () => true) =>
  new Promise((resolve) => {
    const each = (value) => {
      if (!fits(value)) return
      session.off(event, each)
      resolve(value)
    }
    session.on(event, each)
  })

/** Reads one reply to its end: text, seconds of speech and function calls. `onFrame` sees each frame as it comes. */
async function read(generation, onFrame = () => {}) {
  const reply = { messageId: null, text: '', seconds: 0, calls: [] }
  const messages = async () => {
    for await (const message of generation.messageStream) {
      reply.messageId = message.messageId
      await Promise.all([
        (async () => {
          for await (const text of message.textStream) reply.text += text
        })(),
        (async () => {
          for await (const frame of message.audioStream) {
            reply.seconds += frame.samplesPerChannel / frame.sampleRate
            onFrame(reply)
          }
        })(),
      ])
    }
  }
  const calls = async () => {
    for await (const call of generation.functionStream) reply.calls.push(call)
  }
  await Promise.all([messages(), calls()])
  return reply
}

async function say(text) {
  const context = session.chatCtx.copy()
  context.addMessage({ role: 'user', content: text })
  await session.updateChatCtx(context)
  return await session.generateReply()
}

await check('sets instructions and tools', async () => {
  await session.updateInstructions('Be brief.')
  const getWeather = llm.tool({
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    execute: async () => 'sunny',
  })
  await session.updateTools(new llm.ToolContext([getWeather]))
})

await check('is heard, is told what it said, and is answered by voice', async () => {
  const transcribed = once('input_audio_transcription_completed', ({ isFinal }) => isFinal)
  const generated = once('generation_created')
  for (const packet of await spokenPackets()) session.pushAudio(new AudioFrame(packet, 24_000, 1, packet.length))
  must((await transcribed).transcript !== '', 'no transcript of the user')
  const { text, seconds } = await read(await generated)
  must(text === heard && seconds > 0.5, `answered ${JSON.stringify(text)} in ${seconds} s of speech`)
})

await check('runs a tool and speaks its result', async () => {
  const asked = await read(await say(askedForWeather))
  const [call] = asked.calls
  must(call?.name === 'get_weather' && JSON.parse(call.args).city === 'Paris', `called ${JSON.stringify(asked.calls)}`)
  const context = session.chatCtx.copy()
  context.insert(llm.FunctionCallOutput.create({ callId: call.callId, name: call.name, output: 'sunny', isError: false }))
  await session.updateChatCtx(context)
  const { text } = await read(await session.generateReply())
  must(text === sunny, `answered ${JSON.stringify(text)}`)
})

await check('a reply is interrupted and truncated, and the conversation goes on', async () => {
  let interrupted = false
  const cut = await read(await say(askedForStory), (reply) => {
    if (interrupted) return
    interrupted = true
    session.interrupt()
    session.truncate({ messageId: reply.messageId, audioEndMs: 20 })
  })
  must(interrupted && cut.seconds < 10, `${cut.seconds} s of the story were spoken`)
  must(story.startsWith(cut.text.trim().slice(0, 20)), 'another story was told')
  const { text } = await read(await say(goodbye))
  must(text === farewell, `answered ${JSON.stringify(text)}`)
})

await check('its copy of the conversation is the server’s', async () => {
  const ids = session.chatCtx.items.map(({ id }) => id)
  must(new Set(ids).size === ids.length && ids.length >= 8, `it holds ${ids.length} items`)
})

await check('no error was sent', async () => must(errors.length === 0, errors.join('; ')))
await session.close()
process.exit()
