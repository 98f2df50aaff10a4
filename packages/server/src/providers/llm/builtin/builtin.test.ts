import type { Tool } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../../lib/clock.js'
import type { ChatMessage, ChatRequest } from '../contract.js'
import { callsOf, checkOrder, collect, languageModelContract, spokenRequest, textOf, toolRequest, user } from '../contract-suite.js'
import { createBuiltinModel } from './builtin.js'
import { sections } from './plain-markdown.js'

const never = new AbortController().signal
/** Monday, five past two in the afternoon, wherever the test runs. */
const clock = new ManualClock(new Date(2026, 0, 5, 14, 5).getTime())

const pages = [
  ...sections(
    '# Sidetone\n\nSidetone is a voice server that you run yourself. It speaks the OpenAI Realtime API.\n\n## Voices\n\nThere are four voices: slt, rms, awb and kal16.\n\n## Installation\n\nInstall Sidetone with npm. It takes a minute.\n',
    'readme',
  ),
  ...sections(
    '# Turn taking\n\nThe answer starts when the user has really finished.\n\n## Interruptions\n\nWho speaks while Sidetone speaks interrupts it. Then history keeps only the words that were heard.\n',
    'turn taking',
  ),
]
const builtin = createBuiltinModel({ clock, pages })

const assistant = (text: string): ChatMessage => ({ role: 'assistant', text, toolCalls: [] })
const system = (text: string): ChatMessage => ({ role: 'system', text })
const ask = async (messages: readonly ChatMessage[], more: Partial<ChatRequest> = {}) => {
  const parts = await collect(builtin.stream({ ...spokenRequest, messages, ...more }, never))
  checkOrder(parts)
  return parts
}
const answer = async (...messages: readonly (ChatMessage | string)[]) =>
  textOf(await ask(messages.map((each) => (typeof each === 'string' ? user(each) : each))))

languageModelContract('The built-in responder', {
  finishing: async () => createBuiltinModel({ clock, pages: [] }),
  speaking: async () => createBuiltinModel({ clock, pages: [] }),
  calling: async () => createBuiltinModel({ clock, pages: [] }),
  failing: {
    'language-model-failed': { cannot: 'it fails only when a function is demanded that there is not, which has its own test' },
    'language-model-unreachable': { cannot: 'it is part of the process' },
    'language-model-timed-out': { cannot: 'it waits for nothing' },
  },
})

const hello = "Hello! I am Sidetone's built-in responder. Ask me what I can do, or just talk to me."
const whoIAm = /^I am Sidetone's built-in responder, not a language model\./
const whatICan = /^A few small things\. I tell the time and the date, repeat, spell, calculate/

describe('what is said, and what is answered', () => {
  it.each<[string, string | RegExp]>([
    ['Hello.', hello],
    ['hello', hello],
    ['Good morning!', hello],
    ['Hi, sight tone.', hello],
    ['Hello there, how are you?', 'I am fine, thank you. What can I do for you?'],
    ["What's up?", 'I am fine, thank you. What can I do for you?'],
    ['Thank you very much.', 'You are welcome.'],
    ['Thanks, bye.', 'Goodbye. It was nice talking to you.'],
    ['Good night', 'Goodbye. It was nice talking to you.'],
    ['Can you hear me?', 'Yes. I hear you well.'],
    ['Testing, one, two, three.', 'Yes. I hear you well.'],
    ['Stop.', 'All right.'],
    ['Who are you?', whoIAm],
    ["What's your name?", whoIAm],
    ['So, um, are you a real person?', whoIAm],
    ['Are you chat GPT?', whoIAm],
    ['What can you dew?', whatICan],
    ['What can you do?', whatICan],
    ['What can you help me with?', whatICan],
    ['Help!', whatICan],
    ['What time is it?', 'It is 2:05 PM.'],
    ['What time is id?', 'It is 2:05 PM.'],
    ['What thyme is it', 'It is 2:05 PM.'],
    ['What timers it?', 'It is 2:05 PM.'],
    ['Hey Sidetone, could you please tell me what time it is?', 'It is 2:05 PM.'],
    ["What's the time right now?", 'It is 2:05 PM.'],
    ['What time is it in Tokyo?', 'Here it is 2:05 PM. I know only the local time.'],
    ['What day is it today?', 'Today is Monday.'],
    ["What's the date?", 'Today is Monday, January 5, 2026.'],
    ["Do you know today's date?", 'Today is Monday, January 5, 2026.'],
    ['What year is it?', 'It is January 2026.'],
    ['Repeat after me: the quick brown fox.', 'The quick brown fox.'],
    ['Repeat after me, what time is it?', 'What time is it?'],
    ['Say hello to my friend.', 'Hello to my friend.'],
    ['Can you say good morning please?', 'Good morning.'],
    ['Say something.', /^Gladly\. Begin with "repeat after me"/],
    ['Spell side.', 'S, I, D, E.'],
    ['How do you spell necessary?', 'N, E, C, E, S, S, A, R, Y.'],
    ['Spell the word tone.', 'T, O, N, E.'],
    ['Spell A 4 B 20.', 'A, four, B, two, zero.'],
    ["What's seven times eight?", '7 times 8 is 56.'],
    ['What is 12 + 30?', '12 plus 30 is 42.'],
    ['What is twenty-five minus three point five?', '25 minus 3.5 is 21.5.'],
    ['How much is three times four plus two?', '3 times 4 plus 2 is 14.'],
    ['Two plus three times four equals what?', '2 plus 3 times 4 is 14.'],
    ['One hundred and five divided by five.', '105 divided by 5 is 21.'],
    ['What is five minus nine?', '5 minus 9 is minus 4.'],
    ['Calculate ten divided by zero.', '10 divided by 0? Nobody can divide by zero.'],
    ['What did I say?', 'This is the first thing that I hear from you.'],
    ['Pardon?', 'I have not said anything yet.'],
    ['What is Sidetone?', 'The page Sidetone says: Sidetone is a voice server that you run yourself.'],
    ['What is side tone?', 'The page Sidetone says: Sidetone is a voice server that you run yourself.'],
    ['Which voices are there?', 'The page Sidetone says: There are four voices: slt, rms, awb and kal16.'],
    ['How do I install sidetown?', 'The page Sidetone says: Install Sidetone with npm. It takes a minute.'],
    ['How does turn taking work?', 'The page Turn taking says: The answer starts when the user has really finished.'],
    ['What happens when I interrupt you?', /^The page Turn taking says: Who speaks while Sidetone speaks interrupts it\./],
    ['', 'I did not catch that. Could you say it again?'],
    ['(silence)', 'Are you still there?'],
    ['(inaudible)', 'I did not catch that. Could you say it again?'],
    ['Um...', 'I did not catch that. Could you say it again?'],
  ])('%j is answered %j', async (said, expected) => {
    if (typeof expected === 'string') expect(await answer(said)).toBe(expected)
    else expect(await answer(said)).toMatch(expected)
  })

  it.each([
    'The birch canoe slid on the smooth planks.',
    'What is the capital of France?',
    'Tell me a joke.',
    'How many people live in Germany?',
    'What are you laughing at?',
    'What day did the war end?',
    'When is your release date?',
    'What time does the shop close tomorrow?',
  ])('%j is beyond it: it says what it heard and asks back', async (said) => {
    expect(await answer(said)).toMatch(/^I heard: .+\. Did you mean to .+ or to .+\?$/)
  })

  it('asks back with the two nearest things, of its own and of the documentation', async () => {
    expect(await answer('Are the voices and the time nice')).toBe(
      'I heard: Are the voices and the time nice. Did you mean to hear the time or to hear about Voices?',
    )
  })

  it('says back no more than a mouthful', async () => {
    expect(await answer('one two three four five six seven eight nine ten eleven twelve banana fourteen fifteen sixteen')).toMatch(
      /^I heard: one two [a-z ]+ fourteen, and so on\. Did you mean/,
    )
  })
})

describe('a conversation', () => {
  it('is remembered as it was heard', async () => {
    expect(await answer('My name is Ann.', assistant('Hello'), 'What did I say?')).toBe('You said: My name is Ann.')
    expect(await answer('Hello.', assistant('Hello! I am'), 'What did you say?')).toBe('I said: Hello! I am')
    expect(await answer('Hello.', assistant('I said: one.'), 'Say that again.')).toBe('I said: one.')
    expect(await answer('Sidetone.', assistant('Yes?'), 'Spell that.')).toBe('S, I, D, E, T, O, N, E.')
  })

  it('is greeted once in full', async () => {
    expect(await answer('Hello.', assistant(hello), 'Hello?')).toBe('Hello again. What can I do for you?')
  })

  it('begins with a greeting when the user has said nothing yet', async () => {
    expect(await answer()).toBe(hello)
  })

  it('varies what it says when it hears nothing, and not by chance', async () => {
    const first = await answer('')
    const second = await answer('', assistant(first), '')
    const third = await answer('', assistant(first), '', assistant(second), '')
    expect(new Set([first, second, third]).size).toBe(3)
    expect(await answer('', assistant(first), '')).toBe(second)
  })

  it.each([
    ['The first one.', 'It is 2:05 PM.'],
    ['Yes.', 'It is 2:05 PM.'],
    ['The second one, please.', 'The page Sidetone says: There are four voices: slt, rms, awb and kal16.'],
  ])('goes on with what was offered: %s', async (said, expected) => {
    expect(await answer('Blah.', assistant('I heard: Blah. Did you mean to hear the time or to hear about Voices?'), said)).toBe(expected)
  })
})

describe('instructions', () => {
  it.each(['Your name is Max. Be brief.', 'You are Max, a pirate.', 'Be kind.\nYou are Max.'])(
    '%j give it a name, and it stays honest',
    async (instructions) => {
      expect(await answer(system(instructions), 'Who are you?')).toMatch(
        /^I am Max\. To be honest, I am spoken by Sidetone's built-in responder, not a language model\./,
      )
    },
  )

  it.each(['You are a helpful assistant.', 'You are Very kind to everyone'])('%j give it none', async (instructions) => {
    expect(await answer(system(instructions), 'Who are you?')).toMatch(whoIAm)
  })

  it.each(['Say "Welcome to Acme."', 'Please say exactly: “Welcome to Acme.”', "Greet the user with 'Welcome to Acme.'"])(
    '%s is done',
    async (instructions) => {
      expect(await answer(system(`${instructions}\n\nYour answer is spoken aloud.`))).toBe('Welcome to Acme.')
    },
  )

  it('that only mention words to say are left alone', async () => {
    expect(await answer(system('When the user leaves, say "Come back soon".'), 'Hello.')).toBe(hello)
  })
})

const weather = toolRequest.tools[0] as Tool
const tool = (name: string, properties: Record<string, object> = {}, description: string | null = null): Tool => ({
  name,
  description,
  parameters: { type: 'object', properties, required: Object.keys(properties) } as Tool['parameters'],
})
const called = async (said: string, tools: readonly Tool[], toolChoice: ChatRequest['toolChoice'] = 'auto') =>
  callsOf(await ask([user(said)], { tools, toolChoice })).map((call) => `${call.name} ${call.arguments}`)

describe('functions', () => {
  it('are called when one is demanded, whatever was said', async () => {
    expect(await called('Hello.', [tool('a'), tool('b')], { tool: 'b' })).toEqual(['b {}'])
    expect(await called('Hello.', [tool('a'), tool('b')], 'required')).toEqual(['a {}'])
    expect(await called('What is the weather in Paris?', [tool('a'), weather], 'required')).toEqual(['get_weather {"city":"Paris"}'])
  })

  it('are not called when they must not be, nor when there are none', async () => {
    expect(await called('What is the weather in Paris?', [weather], 'none')).toEqual([])
    expect(await answer('Hello.')).toBe(hello)
    expect(textOf(await ask([user('Hello.')], { toolChoice: 'required' }))).toBe(hello)
  })

  it('that are demanded and are not there fail', async () => {
    await expect(ask([user('Hello.')], { toolChoice: { tool: 'x' } })).rejects.toMatchObject({
      code: 'language-model-failed',
      message: 'There is no function x to call.',
    })
  })

  it.each<[string, Tool, string[]]>([
    ["What's the weather in Paris?", weather, ['get_weather {"city":"Paris"}']],
    ['Could you tell me the wether in New York, please?', weather, ['get_weather {"city":"New York"}']],
    ['Turn on the kitchen light.', tool('turnOnLight', { room: { type: 'string' } }), ['turnOnLight {"room":"kitchen"}']],
    ['What time is it?', tool('get_current_time'), ['get_current_time {}']],
    ['How much is the fish?', weather, []],
    ['Do not tell me the weather in Paris.', weather, []],
  ])('are called by themselves only when the words are clear: %s', async (said, offered, calls) => {
    expect(await called(said, [offered])).toEqual(calls)
  })

  it('are not called when two of them fit as well', async () => {
    expect(await called('What is the weather in Paris?', [weather, { ...weather, name: 'weather' }])).toEqual([])
  })

  it('are asked back for what is missing', async () => {
    const parts = await ask([user('What is the weather?')], { tools: [weather] })
    expect(textOf(parts)).toBe('For that I need more. Tell me again, with the city.')
  })

  it('have ids that the conversation does not have yet', async () => {
    const fresh = createBuiltinModel({ clock, pages: [] })
    const [first] = callsOf(await collect(fresh.stream(toolRequest, never)))
    const again = createBuiltinModel({ clock, pages: [] })
    const messages: ChatMessage[] = [
      { role: 'assistant', text: '', toolCalls: [{ callId: first?.callId ?? '', name: 'get_weather', arguments: '{}' }] },
      ...toolRequest.messages,
    ]
    const [second] = callsOf(await collect(again.stream({ ...toolRequest, messages }, never)))
    expect(second?.callId).not.toBe(first?.callId)
  })

  it.each([
    ['21 degrees', 'The answer is: 21 degrees.'],
    ['{"temperature":21,"windSpeed":5,"sunny":true}', 'The answer is: temperature 21, wind speed 5, sunny yes.'],
    ['{"result":"It rains."}', 'The answer is: It rains.'],
    ['["one","two"]', 'The answer is: one, two.'],
    ['{"error":{"message":"no such city"}}', 'That did not work: no such city.'],
    ['{"success":true}', 'Done.'],
    ['', 'Done.'],
  ])('are read out when they have answered: %s', async (output, expected) => {
    const call: ChatMessage = { role: 'assistant', text: '', toolCalls: [{ callId: 'c', name: 'f', arguments: '{}' }] }
    expect(await answer('Do it.', call, { role: 'tool', callId: 'c', output })).toBe(expected)
  })

  it('are read out together when there were several', async () => {
    expect(await answer('Do it.', { role: 'tool', callId: 'a', output: '1' }, { role: 'tool', callId: 'b', output: '2' })).toBe('The answer is: 1. 2.')
  })
})

describe('the answer', () => {
  it('comes word by word, with an estimate of what it cost', async () => {
    const parts = await ask([user('What time is it?')])
    expect(parts.slice(0, -1).map((part) => part.type === 'text-delta' && part.delta)).toEqual(['It', ' is', ' 2:05', ' PM.'])
    expect(parts.at(-1)).toEqual({ type: 'end', because: 'completed', usage: { inputTokens: 4, outputTokens: 4, cachedTokens: 0 } })
  })

  it('stops at the limit', async () => {
    const parts = await ask([user('Who are you?')], { maxOutputTokens: 5 })
    expect(textOf(parts)).toBe("I am Sidetone's")
    expect(parts.at(-1)).toMatchObject({ because: 'max-output-tokens', usage: { outputTokens: 4 } })
  })

  it('does without a documentation', async () => {
    const bare = createBuiltinModel({ clock, pages: [] })
    const said = async (text: string) => textOf(await collect(bare.stream({ ...spokenRequest, messages: [user(text)] }, never)))
    expect(await said('What is Sidetone?')).toBe('I heard: What is Sidetone. Did you mean to hear what I can do or to hear the time?')
    expect(await said('Hello.')).toBe(hello)
  })
})
