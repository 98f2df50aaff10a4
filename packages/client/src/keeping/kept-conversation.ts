import type { AudioFormat, TranscriptLine } from '../contract.js'
import type { Arrived, Heard } from '../downlink/downlink.js'
import type { KeptLink } from '../link/link.js'
import type { KeptReplies } from '../replies/replies.js'
import type { BeforePress } from '../session/push-to-talk.js'
import type { KeptUpdates, WireSession } from '../session/session-updates.js'
import { readFormat } from '../uplink/audio-format.js'

/** What the messages of a session have made of the client, up to one of them. What comes behind it is sent again, and made again of it. */
export interface Moment {
  readonly received: number
  readonly transcript: readonly TranscriptLine[]
  readonly session: WireSession | null
  readonly arrived: Arrived
}

/** A conversation on its way from one page to the next. No key is in it. */
export interface KeptConversation {
  readonly version: 1
  readonly link: KeptLink
  readonly moment: Moment
  /** Messages that this page acted on: when they come again, they only fill what is read and heard. */
  readonly handled: number
  readonly heard: Heard
  readonly replies: KeptReplies
  readonly updates: KeptUpdates
  /** What user audio is sent as. */
  readonly format: AudioFormat
  readonly userSpeaks: boolean
  readonly muted: boolean
  /** Turn detection as it was before push-to-talk; null: nobody presses. */
  readonly beforePress: BeforePress | null
}

const mostCharacters = 1_000_000
const mostOfTranscript = 400_000
const mostOfUnsure = 100_000
/** What a person said in writing and what the application asked for. Audio is too large to keep, and settings may hold secrets. */
const isKept = /^\{"type":"(?:conversation\.item\.|response\.)/
const isSecret = /"(?:authorization|headers)":/

/** As a text of a million characters at most: the oldest lines, and the oldest messages, go first. null: even so it is too large. */
export function writeKept(kept: KeptConversation): string | null {
  const { link, moment } = kept
  const unsure = link.unsure.filter(([, message]) => isKept.test(message) && !isSecret.test(message))
  const text = JSON.stringify({
    ...kept,
    link: { ...link, unsure: newest(unsure, mostOfUnsure) },
    moment: { ...moment, transcript: newest(moment.transcript, mostOfTranscript) },
  })
  return text.length > mostCharacters ? null : text
}

/** null: it is not what `writeKept` wrote. */
export function readKept(text: string): KeptConversation | null {
  try {
    const kept = JSON.parse(text) as KeptConversation
    return isKeptConversation(kept) ? kept : null
  } catch {
    return null
  }
}

/** The newest of these that are together no longer than this. */
function newest<Each>(all: readonly Each[], characters: number): readonly Each[] {
  let first = all.length
  for (let length = 0; first > 0; first--) {
    length += JSON.stringify(all[first - 1]).length
    if (length > characters) break
  }
  return all.slice(first)
}

/** Another version of this page may have written it: the outer shape is looked at. */
function isKeptConversation(kept: KeptConversation | null): boolean {
  return (
    kept?.version === 1 &&
    /^[\w-]{1,64}$/.test(kept.link?.token) &&
    Number.isInteger(kept.link.received) &&
    Number.isInteger(kept.handled) &&
    [kept.link.unsure, kept.moment?.transcript, kept.moment?.arrived?.replies, kept.moment?.arrived?.parts, kept.heard?.parts].every(Array.isArray) &&
    [kept.replies?.calls, kept.updates?.ids].every(Array.isArray) &&
    readFormat(kept.format) !== null
  )
}
