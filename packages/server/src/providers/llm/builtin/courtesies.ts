import type { Skill } from './skill.js'
import type { Turn } from './turn.js'

const kinds: readonly { readonly asked: RegExp; readonly reply: (turn: Turn) => string }[] = [
  { asked: /^(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|again|hello|sidetone|everyone))*$/, reply: greeting },
  {
    asked: /^(?:(?:and )?how are you(?: (?:doing|today|doing today|feeling))?|how is it going|what is up|how do you do|are you ok(?:ay)?|you good)$/,
    reply: () => 'I am fine, thank you. What can I do for you?',
  },
  {
    asked:
      /^(?:(?:thank you |thanks |ok |okay )*(?:good ?bye|bye|bye bye|see you|good night|that is all|talk to you later|farewell)(?: (?:now|then|later|for now|soon|tomorrow|sidetone|bye))*)$/,
    reply: () => 'Goodbye. It was nice talking to you.',
  },
  {
    asked:
      /^(?:many thanks|(?:thank you|thanks)(?: (?:very much|so much|a lot|again|you|sidetone|for .+|that is all|bye))*|cheers|great|perfect|nice|very good|well done)$/,
    reply: () => 'You are welcome.',
  },
  {
    asked:
      /^(?:(?:(?:can|do) you )?hear me|are you there|is anybody there|is anyone there|(?:this is a )?test(?:ing)?(?: test(?:ing)?| one two(?: three)?)*|mic check)$/,
    reply: () => 'Yes. I hear you well.',
  },
  { asked: /^(?:nice to meet you|pleased to meet you|it is nice to meet you)$/, reply: () => 'Likewise. What can I do for you?' },
  {
    asked: /^(?:wait|stop|be quiet|never mind|nevermind|cancel|hold on|shut up|forget it|enough)(?: (?:it|that|please|a (?:moment|minute|second)))*$/,
    reply: () => 'All right.',
  },
]

export const courtesies: Skill = {
  offer: null,
  phrases: ['hello', 'how are you', 'thank you', 'good morning', 'goodbye', 'can you hear me', 'hey there', 'good evening', 'nice to meet you'],
  forgives: true,
  answer(turn) {
    const kind = kinds.find(({ asked }) => asked.test(turn.words))
    return kind ? kind.reply(turn) : null
  },
}

/** The first time with a name and an offer, later with a word. */
export function greeting(turn: Turn): string {
  if (turn.weSaid.length > 0) return 'Hello again. What can I do for you?'
  return `Hello! I am ${turn.name ?? "Sidetone's built-in responder"}. Ask me what I can do, or just talk to me.`
}
