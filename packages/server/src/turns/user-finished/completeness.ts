import { partsOfSpeech, type TaggedWord } from './parts-of-speech.js'
import {
  answers,
  auxiliaries,
  conjunctions,
  determiners,
  fillerPhrases,
  fillers,
  intensifiers,
  openers,
  opinionVerbs,
  particlePrepositions,
  particleVerbs,
  prepositions,
  pronouns,
  questionAuxiliaries,
  questionWords,
  subjects,
  subordinators,
  transitiveVerbs,
  wordsThatFront,
} from './word-lists.js'

/** Whether words can be the whole of what somebody wants to say. */
export interface Completeness {
  /** `asks`: complete, and of a kind that hands the floor over: a question, an order, an answer. */
  readonly state: 'asks' | 'complete' | 'unsure' | 'incomplete'
  readonly reason: string
}

/**
 * Judges what was recognised of a turn up to a quiet. A recogniser closes whatever it hears with a full stop, so a full stop says nothing; a trailing comma
 * says a little, and the last words say most. English; words of other languages come out as complete or unsure by their number alone.
 */
export function completeness(text: string): Completeness {
  const clause = lastClause(text)
  const words = partsOfSpeech(clause)
  const last = words.at(-1)
  if (!last) return { state: 'unsure', reason: 'no words' }
  return dangling(words, last) ?? waiting(words, last, text) ?? fragment(words, text) ?? whole(words)
}

/** What stands behind the last sentence end inside the text. */
function lastClause(text: string): string {
  const parts = text.split(/(?<=[.?!…]["'”’]?)\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part))
  return parts.at(-1) ?? ''
}

/** The last word needs another one behind it. */
function dangling(words: readonly TaggedWord[], last: TaggedWord): Completeness | null {
  const { word } = last
  const before = words.at(-2)
  const pair = before ? `${before.word} ${word}` : ''
  const only = words.length === 1
  if (fillerPhrases.has(pair)) return incomplete('ends in a filler')
  if (fillers.has(word) && !(word === 'like' && before && isWish(words)) && !endsWell(words)) {
    return only && openers.has(word) ? { state: 'unsure', reason: 'an opener alone' } : incomplete('ends in a filler')
  }
  if (determiners.has(word)) return incomplete('ends in a determiner')
  if (pair === 'and that' || pair === 'but that') return incomplete('ends in a conjunction')
  if (conjunctions.has(word) && !(only && questionWords.has(word))) return incomplete('ends in a conjunction')
  if (intensifiers.has(word) && word !== 'too') return incomplete('ends in an intensifier')
  if (word === 'too' && before?.tag === 'AUX') return incomplete('ends in an intensifier')
  const fronted = isFronted(words)
  if (prepositions.has(word) && !fronted && !(word === 'to' && isElliptic(words))) return incomplete('ends in a preposition')
  if (particlePrepositions.has(word) && !fronted && !(before && particleVerbs.has(before.word))) return incomplete('ends in a preposition')
  if (subjects.has(word) && !isInverted(words)) return incomplete('ends in a subject')
  if (/^(i|you|we|they|he|she|it|that|there|who|what)'(m|re|ve|ll|d|s)$/.test(word) && !(only || fronted)) return incomplete('ends in an auxiliary')
  if (auxiliaries.has(word) || /n't$/.test(word))
    return isShortAnswer(words) || (fronted && before && pronouns.has(before.word)) ? null : incomplete('ends in an auxiliary')
  return null
}

/** The last words are sound, but something announced is still to come. */
function waiting(words: readonly TaggedWord[], last: TaggedWord, text: string): Completeness | null {
  const before = words.at(-2)
  if (transitiveVerbs.has(last.word) && words.length > 1 && !isFronted(words) && (last.tag === 'VERB' || isWish(words)))
    return incomplete('a verb without its object')
  if (subordinators.has(words[0]?.word ?? '') && !isQuestion(words) && !/,\s+\S+\s+\S+/.test(text.trim())) return incomplete('a subordinate clause alone')
  if (before && isModifier(last) && startsNounPhrase(words)) return { state: 'unsure', reason: 'a modifier without its noun' }
  if (/,["']?\s*$/.test(text)) return { state: 'unsure', reason: 'ends in a comma' }
  return null
}

/** Too little to be told from the beginning of something. */
function fragment(words: readonly TaggedWord[], text: string): Completeness | null {
  if (words.every(({ word }) => answers.has(word))) {
    return words.length === 1 && openers.has(words[0]?.word ?? '') ? { state: 'unsure', reason: 'an opener alone' } : { state: 'asks', reason: 'an answer' }
  }
  if (isQuestion(words)) return words.length >= 3 ? { state: 'asks', reason: 'a question' } : { state: 'unsure', reason: 'a short fragment' }
  if (words.length >= 3 && isOrder(words)) return { state: 'asks', reason: 'an order' }
  const opensNominally = ['DET', 'ADP', 'NUM'].includes(words[0]?.tag ?? '')
  if (!words.some(isVerbal) && (opensNominally || words.length <= 2)) return { state: 'unsure', reason: 'no verb' }
  if (words.length <= 2) return { state: 'unsure', reason: 'a short fragment' }
  if (isVerbAlone(words)) return { state: 'unsure', reason: 'ends in a verb' }
  if (/^["']?(and|but|so)\b/i.test(text) && words.length <= 3) return { state: 'unsure', reason: 'a short fragment' }
  return null
}

function whole(words: readonly TaggedWord[]): Completeness {
  return { state: 'complete', reason: `a sentence of ${words.length} words` }
}

function incomplete(reason: string): Completeness {
  return { state: 'incomplete', reason }
}

/** How far back the word may stand that brings an object forward, in words. */
const mostFrontedWords = 6

/** "What are you laughing at", "the things you want", "what time it is": what the last word asks for has been said before it. */
function isFronted(words: readonly TaggedWord[]): boolean {
  return words.some(({ word }, index) => {
    const distance = words.length - 1 - index
    if (!wordsThatFront.has(word) || distance < 2 || distance > mostFrontedWords) return false
    const next = words.slice(index + 1, index + 3).map((each) => each.word)
    return next.some((each) => pronouns.has(each.replace(/'.*$/, '')) || (index === 0 && auxiliaries.has(each)))
  })
}

/** "Would you like", "I'd like". */
function isWish(words: readonly TaggedWord[]): boolean {
  const before = words.at(-2)?.word ?? ''
  return /'d$|^(would|you|i|we|they)$/.test(before)
}

/** "I'd love to", "I don't want to", "I have to". */
function isElliptic(words: readonly TaggedWord[]): boolean {
  return /^(love|like)$/.test(words.at(-2)?.word ?? '') || words.some(({ word }) => /n't$/.test(word))
}

/** "So am I", "and so have we". */
function isInverted(words: readonly TaggedWord[]): boolean {
  return auxiliaries.has(words.at(-2)?.word ?? '') && /^(so|neither|nor)$/.test(words.at(-3)?.word ?? '')
}

/** "I think so", "not so well", "I feel well", "what is it like". */
function endsWell(words: readonly TaggedWord[]): boolean {
  const last = words.at(-1)?.word ?? ''
  const before = words.at(-2)
  if (last === 'so') return /^(think|hope|guess|say|believe|suppose)$/.test(before?.word ?? '')
  if (last === 'well') return before?.tag === 'VERB' || before?.tag === 'ADV' || /^(as|very|it|you)$/.test(before?.word ?? '')
  return last === 'like' && isFronted(words)
}

/** "Yes I do", "we are", "I can't". */
function isShortAnswer(words: readonly TaggedWord[]): boolean {
  const rest = words.filter(({ word }) => !answers.has(word) || pronouns.has(word) || auxiliaries.has(word) || /n't$/.test(word))
  return rest.length === 2 && pronouns.has(rest[0]?.word ?? '') && words.length <= 4
}

function isQuestion(words: readonly TaggedWord[]): boolean {
  // "So did he" tells.
  if (words.slice(0, 3).some(({ word }, index) => word === 'so' && questionAuxiliaries.has(words[index + 1]?.word ?? ''))) return false
  const opening = words.findIndex(({ word }) => !openers.has(word) && word !== 'and' && word !== 'but')
  const first = words[opening]?.word ?? ''
  const second = words[opening + 1]
  if (/^(what|where|who|how|why|when)('s|'re|'d)$/.test(first)) return true
  if (second && pronouns.has(second.word.replace(/'.*$/, '')) && questionWords.has(first)) return false
  if (questionWords.has(first)) return first !== 'when' || (second !== undefined && questionAuxiliaries.has(second.word))
  return questionAuxiliaries.has(first) && second !== undefined && (pronouns.has(second.word) || ['DET', 'PRON', 'PROPN', 'NOUN'].includes(second.tag))
}

/** "Make me a coffee", "I'd like a table", "please go on". */
function isOrder(words: readonly TaggedWord[]): boolean {
  const [first, second] = words.filter(({ word }) => !openers.has(word) && word !== 'please')
  if (first?.tag === 'VERB' && !/(ing|ed|s)$/.test(first.word)) return true
  if (first?.word === "i'd" && second !== undefined) return true
  return first?.word === 'i' && /^(want|need)$/.test(second?.word ?? '')
}

/** "The rainbow observed": the sentence has just got its verb. Behind another one it is as often its complement: "be surprised", "of money loaned". */
function isVerbAlone(words: readonly TaggedWord[]): boolean {
  const [before, last] = words.slice(-2)
  if (last?.tag !== 'VERB' || !['NOUN', 'PROPN', 'PRON'].includes(before?.tag ?? '') || isFronted(words)) return false
  return !words.slice(0, -2).some(isVerbal) && !(before?.word === 'i' && opinionVerbs.has(last.word))
}

function isVerbal({ word, tag }: TaggedWord): boolean {
  return tag === 'VERB' || tag === 'AUX' || /'(s|re|m|ll|ve|d)$|n't$/.test(word)
}

function isModifier({ word, tag }: TaggedWord): boolean {
  return tag === 'ADJ' && !/^(more|less|same|right|left|best|most|rest|first|last)$/.test(word)
}

/** The words that lead up to the last one open a noun phrase in which no noun has come: "a dark", "the next", "into three red". */
function startsNounPhrase(words: readonly TaggedWord[]): boolean {
  for (let index = words.length - 2; index >= 0; index--) {
    const { tag, word } = words[index] as TaggedWord
    if (tag === 'DET' || determiners.has(word)) return true
    if (tag !== 'ADJ' && tag !== 'NUM') return tag === 'ADP'
  }
  return false
}
