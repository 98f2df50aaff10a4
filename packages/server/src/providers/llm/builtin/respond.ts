import type { Json, Tool } from '@sidetone/protocol'
import { SidetoneError } from '@sidetone/protocol'
import type { ChatMessage, ChatRequest } from '../contract.js'
import { askBack, createOffers } from './ask-back.js'
import { greeting } from './courtesies.js'
import { Documentation } from './documentation.js'
import { forgive } from './forgive.js'
import { givenName } from './given-name.js'
import { makeArguments } from './make-arguments.js'
import { matchTool } from './match-tool.js'
import { notHeard } from './not-heard.js'
import type { Section } from './plain-markdown.js'
import { readResult } from './read-result.js'
import { skills } from './skills.js'
import { toldWhatToSay } from './told-what-to-say.js'
import { nameAsWords } from './tool-words.js'
import { isInaudible, isSilence, reword, type Turn, toTurn } from './turn.js'

export type Response = { readonly say: string } | { readonly call: Tool; readonly arguments: Json }

/** One answer to a whole conversation. Throws `language-model-failed` when a function is demanded that there is not. */
export type Respond = (request: ChatRequest, now: Date) => Response

const warmingUp = [
  'Hello.',
  'What time is it?',
  'What is two plus two?',
  'Say hello.',
  'Spell hello.',
  'How does a session begin?',
  'Something else altogether.',
]

/** The responder: the first of its ways that fits. */
export function createResponder(pages: readonly Section[]): Respond {
  const documentation = new Documentation(pages)
  const offers = createOffers(skills, documentation)

  function respond(request: ChatRequest, now: Date): Response {
    const { messages } = request
    const instructions = messages.flatMap((message) => (message.role === 'system' ? [message.text] : [])).join('\n\n')
    const turn = toTurn(messages, now, givenName(instructions))

    const demanded = demandedTool(request, turn)
    if (demanded) return { call: demanded, arguments: makeArguments(demanded, turn.text, now).value }
    if (messages.at(-1)?.role === 'tool') return { say: readResult(lastOutputs(messages)) }
    const order = toldWhatToSay(instructions.split('\n\n', 1)[0] ?? '')
    if (order) return { say: order }
    if (!messages.some((message) => message.role === 'user')) return { say: greeting(turn) }
    if (isSilence(turn.text)) return { say: 'Are you still there?' }
    if (isInaudible(turn.text)) return { say: notHeard(turn.weSaid) }

    const tool = request.toolChoice === 'auto' ? matchTool(request.tools, turn.words) : null
    if (tool) {
      const made = makeArguments(tool, turn.text, now)
      if (made.missing.length === 0) return { call: tool, arguments: made.value }
      return { say: `For that I need more. Tell me again, with the ${made.missing.map(nameAsWords).join(' and the ')}.` }
    }
    return { say: words(turn) }
  }

  function words(turn: Turn): string {
    const taken = offers.taken(turn.words, turn.weSaid.at(-1))
    if (taken?.kind === 'section') return documentation.quote(taken.section, turn.words)
    if (taken) return bySkill({ ...turn, ...reword(taken.skill.phrases[0] ?? '') }) ?? taken.text
    return bySkill(turn) ?? byForgiveness(turn) ?? documentation.answer(turn.words) ?? askBack(turn.text, offers.nearest(turn.words))
  }

  function bySkill(turn: Turn): string | null {
    for (const skill of skills) {
      const answer = skill.answer(turn)
      if (answer !== null) return answer
    }
    return null
  }

  function byForgiveness(turn: Turn): string | null {
    const meant = forgive(skills, turn.words)
    return meant ? meant.skill.answer({ ...turn, ...reword(meant.phrase) }) : null
  }

  // The first use of each way compiles it, which nobody should have to wait for.
  for (const text of warmingUp)
    respond({ messages: [{ role: 'user', text, imageUrls: [] }], tools: [], toolChoice: 'auto', maxOutputTokens: 'unlimited' }, new Date(0))
  return respond
}

/** The function that the tool choice demands; with a free choice, the one that is nearest to what was said. */
function demandedTool({ tools, toolChoice }: ChatRequest, turn: Turn): Tool | null {
  if (typeof toolChoice === 'object') {
    const named = tools.find((tool) => tool.name === toolChoice.tool)
    if (!named) throw new SidetoneError('language-model-failed', `There is no function ${toolChoice.tool} to call.`)
    return named
  }
  return toolChoice === 'required' ? (matchTool(tools, turn.words) ?? tools[0] ?? null) : null
}

/** The outputs that came after the last thing that anybody said. */
function lastOutputs(messages: readonly ChatMessage[]): string[] {
  const start = messages.findLastIndex((message) => message.role !== 'tool') + 1
  return messages.slice(start).flatMap((message) => (message.role === 'tool' ? [message.output] : []))
}
