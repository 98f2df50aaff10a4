import type { InterruptionEvidence, InterruptionVerdict, JudgeInterruption } from './contract.js'
import { spokenWithinMs } from './spoken-within.js'
import { isOrder, type WordsWeight, weighWords } from './weigh-words.js'

/** Voice that ended sooner holds no word. */
const tooShortMs = 90
/** Speech this much above the speaker's own level is meant to be heard at once. The first word of a sentence is up to 8 dB above the rest of it. */
const loudDb = 9
/** Who speaks so soon after the reply began had not finished: nobody shows that he follows what he has not heard yet. */
const replyBeginsMs = 800
/** He goes on at about his own level. */
const goesOnDb = 6
/** Loud speech, and speech that goes on, win after so much voice that has a pitch most of the time. */
const plainAfterMs = 120
const leastVoicedPart = 0.6
/** Speech this much below the speaker's own level, or below this level while that is not known, is most likely somebody else's. Less voice has no level yet. */
const tooQuietDb = 8
/**
 * Louder than this is near the microphone, however loud the user was before: echo cancellation and gain control of a browser took 10 dB from a speaker who
 * talked over a reply (measured in Chromium). Voices from across the room are softer.
 */
const nearDbfs = -24
/** An order is heard from this much below the usual level. */
const faintOrderDb = 15
const tooQuietDbfs = -52
const levelAfterMs = 250
/** Many begin softly: so long a faint voice holds the reply. */
const faintHeldMs = 400
/** Words so far below the usual level win after this time: the level may have changed, and nobody is ignored for ever. */
const faintWinsAfterMs = 3_000
/** Most backchannels are over by then. Voice that lasted so long without any look at its words wins. */
const unknownWinsAfterMs = 600
/** Sound without words holds a reply for so much more of it once it is suspected; or for so much where it has a pitch. */
const wordlessHeldMs = 350
const voicedHeldMs = 500
/** No reply is held for more: several words that may all be a backchannel ("Oh, that makes sense") are listened to over the reply. */
const mostHeldMs = 680
/** After a backchannel as much quiet shows that nothing follows ("Okay, now tell me …"). */
const settledMs = 224
/** After "I" or "the" more often does: somebody has begun to speak. With more quiet than this the longest gap in a reply that goes on would grow. */
const openingSettledMs = 450
/** Once the voice is over its words are awaited so long. */
const lateWordsMs = 600
/** A voice that is over by then may be a backchannel whatever its last look says. */
const shortMs = 700
/** Looks at less voice than this say "Yeah" or "Okay" of nearly any beginning (measured for Moonshine Tiny on 112 human clips). */
const leastLookMs = 230

/** Voice after which words win: all looks say content; most looks do; a phrase of it; only the last one does; nothing but function words. */
const winsAfterMs = { always: 290, mostly: 450, phrase: 330, lately: 650, opening: 650 } as const

interface Weighed {
  readonly text: string
  readonly words: number
  readonly weight: WordsWeight
}

/**
 * Whether speech over a reply takes the floor. Pure: the same evidence gives the same verdict. One look at half a second of voice errs often, so
 * two in a row must agree before a backchannel would be over. Rules J1 to J9.
 */
export const judgeInterruption: JudgeInterruption = (evidence, language) => {
  const { voiceMs, suspectedAfterMs, quietMs, voice, voicedPart, replyMs } = evidence
  const looks = evidence.looks.filter((look) => look.voiceMs >= leastLookMs || look.whole).map(({ text }) => weighed(text, language))
  const whole = !voice && evidence.looks.at(-1)?.whole === true
  if (!voice && voiceMs < tooShortMs && quietMs >= tooShortMs) return goOn('too-short', `voice of ${ms(voiceMs)}`)
  if (isFaint(evidence)) return judgeFaint(evidence, looks, whole, language)
  if (voice && voiceMs >= plainAfterMs && voicedPart >= leastVoicedPart) {
    if (isLoud(evidence)) return yields(`${Math.round(evidence.levelDbfs - (evidence.usualLevelDbfs ?? 0))} dB above the usual level for ${ms(voiceMs)}`)
    if (replyMs <= replyBeginsMs && isLevel(evidence)) return yields(`voice for ${ms(voiceMs)}, ${ms(replyMs)} after the reply began`)
  }
  if (whole) return atEnd(evidence, looks, language)
  if (voice && takesFloor(looks, voiceMs)) return yields(`words with content in ${ms(voiceMs)} of voice`)
  const last = looks.at(-1)
  if (voice && last?.weight === 'backchannel' && voiceMs > spokenWithinMs(last.text)) return yields(`voice for ${ms(voiceMs)}, longer than its word takes`)
  if (evidence.looks.length === 0 && voiceMs >= unknownWinsAfterMs) return yields(`voice for ${ms(voiceMs)}, and no words known`)
  if (!voice && quietMs >= lateWordsMs) return yields(`no words known ${ms(quietMs)} after ${ms(voiceMs)} of voice`)
  const wordless = looks.length > 0 && looks.every(({ weight }) => weight === 'none')
  const heldMs = !wordless ? mostHeldMs : voicedPart >= leastVoicedPart ? voicedHeldMs : wordlessHeldMs
  return { type: 'wait', reply: voiceMs - suspectedAfterMs >= heldMs ? 'playing' : 'held' }
}

/** The voice is over and all of it was looked at. */
function atEnd({ voiceMs, quietMs }: InterruptionEvidence, looks: readonly Weighed[], language: string | null): InterruptionVerdict {
  const last = looks.at(-1)
  const short = voiceMs < shortMs
  const [contents, backchannels] = [count(looks, 'content'), count(looks, 'backchannel')]
  const settled = quietMs >= settledMs
  switch (last?.weight) {
    case 'content':
      // A short voice that nearly always sounded like a backchannel is one, whatever the last look makes of it, unless that is an order.
      if (short && backchannels >= 2 && backchannels >= contents && !isOrder(last.text, language))
        return passes(settled, `${ms(voiceMs)}, ${backchannels} of ${looks.length} looks`)
      return yields(`words with content in ${ms(voiceMs)} of voice`)
    case 'opening':
      if (!short) return yields(`the beginning of a sentence in ${ms(voiceMs)} of voice`)
      return passes(quietMs >= openingSettledMs, `no content word in ${ms(voiceMs)} of voice`)
    case 'backchannel':
      return passes(settled, `nothing else in ${ms(voiceMs)} of voice`)
    default:
      // The recogniser loses the end of some words: what it heard twice was said.
      if (contents >= 2 && contents > backchannels) return yields(`words with content in ${ms(voiceMs)} of voice`)
      return backchannels > 0 ? passes(settled, `nothing else in ${ms(voiceMs)} of voice`) : goOn('noise', `no words in ${ms(voiceMs)} of voice`)
  }
}

/** The voice is on. */
function takesFloor(looks: readonly Weighed[], voiceMs: number): boolean {
  const [before, last] = looks.slice(-2)
  if (!before || !last) return false
  if (last.weight === 'opening') return voiceMs >= winsAfterMs.opening && before.weight !== 'none'
  if (last.weight !== 'content') return false
  if (voiceMs >= winsAfterMs.lately) return true
  if (before.weight !== 'content') return false
  const [contents, backchannels] = [count(looks, 'content'), count(looks, 'backchannel')]
  if (backchannels === 0 && voiceMs >= winsAfterMs.always) return true
  if (last.words >= 3 && before.words >= 2 && contents >= backchannels && voiceMs >= winsAfterMs.phrase) return true
  return contents > backchannels && voiceMs >= winsAfterMs.mostly
}

/** Somebody else, or the user from far away: an order is heard, and so is who goes on and on. The reply plays on soon. */
function judgeFaint(evidence: InterruptionEvidence, looks: readonly Weighed[], whole: boolean, language: string | null): InterruptionVerdict {
  const { voiceMs, quietMs, levelDbfs, usualLevelDbfs } = evidence
  const wait: InterruptionVerdict = { type: 'wait', reply: voiceMs >= faintHeldMs ? 'playing' : 'held' }
  const last = looks.at(-1)
  const ordered = whole && last !== undefined && isOrder(last.text, language) && levelDbfs >= (usualLevelDbfs ?? 0) - faintOrderDb
  if (last?.weight === 'content' && (usualLevelDbfs === null || voiceMs >= faintWinsAfterMs || ordered))
    return whole || takesFloor(looks, voiceMs) ? yields(`faint words with content in ${ms(voiceMs)} of voice`) : wait
  if (whole || (!evidence.voice && quietMs >= lateWordsMs))
    return goOn('noise', `${Math.round((usualLevelDbfs ?? 0) - levelDbfs)} dB below the usual level for ${ms(voiceMs)}`)
  return wait
}

function weighed(text: string, language: string | null): Weighed {
  return { text, words: text.split(/\s+/).filter(Boolean).length, weight: weighWords(text, language) }
}

function count(looks: readonly Weighed[], weight: WordsWeight): number {
  return looks.filter((look) => look.weight === weight).length
}

function isLoud({ levelDbfs, usualLevelDbfs }: InterruptionEvidence): boolean {
  return usualLevelDbfs !== null && levelDbfs >= usualLevelDbfs + loudDb
}

function isLevel({ levelDbfs, usualLevelDbfs }: InterruptionEvidence): boolean {
  return usualLevelDbfs === null || levelDbfs >= usualLevelDbfs - goesOnDb
}

function isFaint({ levelDbfs, usualLevelDbfs, voiceMs, voice }: InterruptionEvidence): boolean {
  if (voice && voiceMs < levelAfterMs) return false
  return levelDbfs < (usualLevelDbfs === null ? tooQuietDbfs : Math.min(nearDbfs, usualLevelDbfs - tooQuietDb))
}

const ms = (value: number): string => `${Math.round(value)} ms`
const yields = (reason: string): InterruptionVerdict => ({ type: 'yield', reason })
const goOn = (because: 'too-short' | 'noise' | 'backchannel', reason: string): InterruptionVerdict => ({ type: 'go-on', because, reason })
/** More may follow until the quiet has settled. */
const passes = (settled: boolean, reason: string): InterruptionVerdict => (settled ? goOn('backchannel', reason) : { type: 'wait', reply: 'held' })
