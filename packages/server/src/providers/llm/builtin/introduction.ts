import type { Skill } from './skill.js'
import type { Turn } from './turn.js'

const whoAsked = [
  /\b(?:who|what) (?:exactly )?are you(?: (?:exactly|then|really|anyway|actually|called))?$/,
  /\b(?:what is|tell me) your name\b/,
  /\bwhat (?:are you called|should i call you)\b/,
  /\bare you (?:an? )?(?:\w+ )?(?:robot|human|person|real|ai|a i|bot|machine|computer|language model|chat ?gpt|gpt|llm|person)\b/,
  /\b(?:tell me about|introduce|describe) yourself\b/,
  /\bwho am i (?:talking|speaking) (?:to|with)\b/,
  /\b(?:what|which) (?:language )?model (?:are you|do you use|is this|is running)\b/,
]
const abilitiesAsked = [
  /\bwhat (?:\w+ )?(?:can|could|do|will) (?:you|it|i) (?:\w+ )?(?:do|say|ask|help)\b/,
  /\bwhat (?:can|could|should) i (?:ask|say|do)\b/,
  /\bhow (?:can|do|could) you help\b/,
  /^(?:help|help me|i need help|can you help me|what now|what are my options|commands|what do you do|what do you know)$/,
  /\b(?:your|you have any) (?:abilities|skills|functions|features)\b/,
]

export const introduction: Skill = {
  offer: 'to hear what I can do',
  phrases: [
    'what can you do',
    'who are you',
    'what are you',
    'what is your name',
    'are you a robot',
    'tell me about yourself',
    'help me',
    'what can i ask you',
  ],
  forgives: true,
  answer(turn) {
    if (whoAsked.some((asked) => asked.test(turn.words))) return self(turn)
    return abilitiesAsked.some((asked) => asked.test(turn.words)) ? abilities : null
  },
}

function self(turn: Turn): string {
  const known = turn.name === null ? '' : `I am ${turn.name}. To be honest, `
  const am = turn.name === null ? "I am Sidetone's built-in responder" : "I am spoken by Sidetone's built-in responder"
  return `${known}${am}, not a language model. I do a few small things, and I look up questions about Sidetone. For real conversation, connect a language model.`
}

const abilities =
  'A few small things. I tell the time and the date, repeat, spell, calculate, and remember what we said. I also answer questions about Sidetone from its documentation.'
