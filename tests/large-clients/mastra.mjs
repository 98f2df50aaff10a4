// @mastra/voice-openai-realtime, as its documentation uses it.
import { OpenAIRealtimeVoice } from '@mastra/voice-openai-realtime'
import { check, must } from './check.mjs'
import { askedForStory, askedForWeather, heard, story, sunny } from './script.mjs'
import { spokenPackets } from './spoken-packets.mjs'

const voice = new OpenAIRealtimeVoice({ url: process.env.SIDETONE_REALTIME_URL, apiKey: 'any', model: 'gpt-realtime' })
const errors = []
const written = { user: '', assistant: '' }
let speechBytes = 0
let asked = null

voice.on('error', (event) => errors.push(event.error?.message ?? event.message))
voice.on('writing', ({ text, role }) => {
  written[role] += text
})
voice.on('speaking', ({ audio }) => {
  speechBytes += audio.length
})
voice.addInstructions('Be brief.')
voice.addTools({
  get_weather: {
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    execute: async ({ city }) => {
      asked = city
      return 'sunny'
    },
  },
})

const next = (event) => new Promise((resolve) => voice.client.once(event, resolve))

/** What was written and how many bytes were spoken while `act` and the reply to it went on. */
async function replyTo(act, ends = () => true) {
  written.assistant = ''
  speechBytes = 0
  const done = new Promise((resolve) => {
    const each = (event) => {
      if (!ends(event)) return
      voice.client.off('response.done', each)
      resolve(event)
    }
    voice.client.on('response.done', each)
  })
  await act()
  const event = await done
  return { event, text: written.assistant.trim(), seconds: speechBytes / 48_000 }
}

const say = (text) => {
  voice.sendEvent('conversation.item.create', { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } })
  voice.sendEvent('response.create', {})
}

await check('connects and sets instructions, tools and voice', async () => {
  const updated = new Promise((resolve) => voice.on('session.updated', resolve))
  await voice.connect()
  const { session } = await updated
  must(session.instructions === 'Be brief.' && session.tools[0].name === 'get_weather', 'the session is not as asked for')
})

await check('is heard, is told what it said, and is answered by voice', async () => {
  const { text, seconds } = await replyTo(async () => {
    for (const packet of await spokenPackets()) await voice.send(packet)
  })
  must(written.user.trim() !== '', 'no transcript of the user')
  must(text === heard && seconds > 0.5, `answered ${JSON.stringify(text)} in ${seconds} s of speech`)
})

await check('runs a tool and speaks its result', async () => {
  const { text } = await replyTo(
    () => say(askedForWeather),
    ({ response }) => response.output[0]?.type === 'message',
  )
  must(asked === 'Paris', 'the tool was not run')
  must(text === sunny, `answered ${JSON.stringify(text)}`)
})

await check('a reply is cancelled while it is spoken, and keeps what was heard', async () => {
  const { event } = await replyTo(async () => {
    say(askedForStory)
    await next('response.output_audio.delta')
    voice.sendEvent('response.cancel', {})
  })
  const { status, output } = event.response
  must(status === 'cancelled', `the reply was ${status}`)
  const retrieved = next('conversation.item.retrieved')
  voice.sendEvent('conversation.item.retrieve', { item_id: output[0].id })
  const told = (await retrieved).item.content[0].transcript
  must(story.startsWith(told) && told.length < story.length / 2, `kept ${JSON.stringify(told)}`)
})

await check('no error was sent', async () => must(errors.length === 0, errors.join('; ')))
voice.close()
