import type { InterruptionEvidence, InterruptionVerdict, JudgeInterruption } from './contract.js'
import { type WordsWeight, weighWords } from './weigh-words.js'

/** Voice that ended sooner holds no word. */
export const tooShortMs = 120
/** Speech this much above the speaker's own level is meant to be heard at once. Backchannels are softer than speech. */
const loudDb = 6
const loudAfterMs = 120
/** Speech this much below the speaker's own level, or below this level while that is not known, is most likely somebody else's. */
const tooQuietDb = 18
const tooQuietDbfs = -52
/** Most backchannels are over by then. Voice that lasted so long without any look at its words wins; what sounds like no interruption lets the reply go on. */
export const suspicionMs = 600
/** No reply is held longer, even for what sounds like an interruption. */
const mostHeldMs = 1_000
/** Once the voice is over its words are awaited so long. */
const lateWordsMs = 600
/** Looks at less voice than this say "Yeah" or "Okay" of nearly any beginning (measured for Moonshine Tiny on 112 human clips). */
const leastLookMs = 230

/** Voice after which words win: all looks say content; most looks do; a phrase of it; only the last two do; nothing but function words. */
const winsAfterMs = { always: 290, mostly: 450, phrase: 330, lately: 700, opening: 650 } as const

interface Weighed {
  readonly text: string
  readonly words: number
  readonly weight: WordsWeight
}

/**
 * Whether speech over a reply takes the floor. Pure: the same evidence gives the same verdict. One look at half a second of voice errs often, so
 * two in a row must agree. Rules J1 to J7.
 */
export const judgeInterruption: JudgeInterruption = (evidence, language) => {
  const { voiceMs, quietMs, voice } = evidence
  const looks = evidence.looks.filter((look) => look.voiceMs >= leastLookMs || look.whole).map(({ text }) => weighed(text, language))
  const faint = isFaint(evidence)
  if (!voice && voiceMs < tooShortMs) return goOn('too-short', `voice of ${ms(voiceMs)}`)
  if (isLoud(evidence)) return yields(`${Math.round(evidence.levelDbfs - (evidence.usualLevelDbfs ?? 0))} dB above the usual level for ${ms(voiceMs)}`)
  if (!voice && evidence.looks.at(-1)?.whole) return atEnd(looks, voiceMs, faint)
  if (takesFloor(looks, voiceMs)) return yields(`words with content in ${ms(voiceMs)} of voice`)
  if (evidence.looks.length === 0 && !faint && voiceMs >= suspicionMs) return yields(`voice for ${ms(voiceMs)}, and no words known`)
  if (!voice && quietMs >= lateWordsMs) return yields(`no words known ${ms(quietMs)} after ${ms(voiceMs)} of voice`)
  const last = looks.at(-1)?.weight
  const heldMs = last === 'content' || last === 'opening' ? mostHeldMs : suspicionMs
  return { type: 'wait', reply: faint || voiceMs >= heldMs ? 'playing' : 'held' }
}

/** The voice is over and all of it was looked at. */
function atEnd(looks: readonly Weighed[], voiceMs: number, faint: boolean): InterruptionVerdict {
  const last = looks.at(-1)
  const short = voiceMs < suspicionMs
  const [contents, backchannels] = [count(looks, 'content'), count(looks, 'backchannel')]
  switch (last?.weight) {
    case 'content':
      // A short voice that nearly always sounded like a backchannel is one, whatever the last look makes of it.
      if (short && backchannels >= 2 && backchannels > contents) return goOn('backchannel', `${ms(voiceMs)}, ${backchannels} of ${looks.length} looks`)
      return yields(`words with content in ${ms(voiceMs)} of voice`)
    case 'opening':
      return short ? goOn('backchannel', `no content word in ${ms(voiceMs)} of voice`) : yields(`the beginning of a sentence in ${ms(voiceMs)} of voice`)
    case 'backchannel':
      return goOn('backchannel', `nothing else in ${ms(voiceMs)} of voice`)
    default:
      // The recogniser loses the end of some words: what it heard twice was said.
      if (contents >= 2 && contents > backchannels && !faint) return yields(`words with content in ${ms(voiceMs)} of voice`)
      return backchannels > 0 ? goOn('backchannel', `nothing else in ${ms(voiceMs)} of voice`) : goOn('noise', `no words in ${ms(voiceMs)} of voice`)
  }
}

/** The voice is on. */
function takesFloor(looks: readonly Weighed[], voiceMs: number): boolean {
  const [before, last] = looks.slice(-2)
  if (!before || !last) return false
  if (last.weight === 'opening') return voiceMs >= winsAfterMs.opening && before.weight !== 'none'
  if (last.weight !== 'content' || before.weight !== 'content') return false
  const [contents, backchannels] = [count(looks, 'content'), count(looks, 'backchannel')]
  if (backchannels === 0 && voiceMs >= winsAfterMs.always) return true
  if (last.words >= 3 && before.words >= 2 && voiceMs >= winsAfterMs.phrase) return true
  if (contents > backchannels && voiceMs >= winsAfterMs.mostly) return true
  return voiceMs >= winsAfterMs.lately
}

function weighed(text: string, language: string | null): Weighed {
  return { text, words: text.split(/\s+/).filter(Boolean).length, weight: weighWords(text, language) }
}

function count(looks: readonly Weighed[], weight: WordsWeight): number {
  return looks.filter((look) => look.weight === weight).length
}

function isLoud({ voice, voiceMs, levelDbfs, usualLevelDbfs }: InterruptionEvidence): boolean {
  return voice && usualLevelDbfs !== null && voiceMs >= loudAfterMs && levelDbfs >= usualLevelDbfs + loudDb
}

function isFaint({ levelDbfs, usualLevelDbfs }: InterruptionEvidence): boolean {
  return levelDbfs < (usualLevelDbfs === null ? tooQuietDbfs : usualLevelDbfs - tooQuietDb)
}

const ms = (value: number): string => `${Math.round(value)} ms`
const yields = (reason: string): InterruptionVerdict => ({ type: 'yield', reason })
const goOn = (because: 'too-short' | 'noise' | 'backchannel', reason: string): InterruptionVerdict => ({ type: 'go-on', because, reason })
