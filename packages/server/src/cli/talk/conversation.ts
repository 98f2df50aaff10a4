import type { News } from './wire.js'

/** What the user said once and what came of it. Times are the clock's. */
export interface Turn {
  readonly number: number
  /** When the sound of the user's speech really ended; null when that cannot be known. */
  readonly speechEndedAtMs: number | null
  readonly serverNoticedAtMs: number
  readonly heard: string | null
  readonly answered: string
  readonly firstAudioAtMs: number | null
  readonly audioBytes: number
  /** `overtaken`: the user went on speaking before an answer had begun. */
  readonly outcome: 'waiting' | 'answering' | 'answered' | 'interrupted' | 'failed' | 'nothing-heard' | 'overtaken'
  readonly problem: string | null
}

type MutableTurn = { -readonly [Field in keyof Turn]: Turn[Field] } & { itemId: string | null; replyId: string | null }

/** Follows a talk: which answer belongs to which words, and whether anything is still to come. */
export class Conversation {
  readonly #speechEndBefore: (nowMs: number) => number | null
  readonly #turns: MutableTurn[] = []
  #userSpeaks = false
  #openReplies = 0
  #problems: string[] = []

  /** `speechEndBefore`: when the last sound ended that the user had made by then. */
  constructor(speechEndBefore: (nowMs: number) => number | null) {
    this.#speechEndBefore = speechEndBefore
  }

  get turns(): readonly Turn[] {
    return this.#turns
  }

  /** Errors that the server reported and that belong to no turn. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** Nobody speaks and no answer is owed. */
  get settled(): boolean {
    return !this.#userSpeaks && this.#openReplies === 0 && this.#turns.every((turn) => turn.outcome !== 'waiting' && turn.outcome !== 'answering')
  }

  observe(news: News, nowMs: number): void {
    switch (news.type) {
      case 'speech-started':
        this.#userSpeaks = true
        return
      case 'speech-ended':
        this.#userSpeaks = false
        for (const turn of this.#turns) if (turn.outcome === 'waiting') turn.outcome = 'overtaken'
        this.#turns.push(newTurn(this.#turns.length + 1, this.#speechEndBefore(nowMs), nowMs))
        return
      case 'turn-committed': {
        const turn = this.#turns.findLast((each) => each.itemId === null)
        if (turn) turn.itemId = news.itemId
        return
      }
      case 'heard': {
        const turn = this.#turns.find((each) => each.itemId === news.itemId)
        if (!turn) return
        turn.heard = news.text
        // An answer may still come, and then it counts; but nothing said is nothing owed.
        if (news.text.trim() === '' && turn.outcome === 'waiting') turn.outcome = 'nothing-heard'
        return
      }
      case 'not-heard': {
        const turn = this.#turns.find((each) => each.itemId === news.itemId)
        if (turn) Object.assign(turn, { problem: news.message, outcome: 'failed' })
        return
      }
      case 'reply-started': {
        this.#openReplies++
        const turn = this.#turns.findLast((each) => each.replyId === null)
        if (turn) Object.assign(turn, { replyId: news.replyId, outcome: 'answering' })
        return
      }
      case 'reply-words': {
        const turn = this.#answering(news.replyId)
        if (turn) turn.answered += news.delta
        return
      }
      case 'reply-audio': {
        const turn = this.#answering(news.replyId)
        if (!turn) return
        turn.firstAudioAtMs ??= nowMs
        turn.audioBytes += news.audio.length
        return
      }
      case 'reply-ended': {
        this.#openReplies--
        const turn = this.#answering(news.replyId)
        if (turn) Object.assign(turn, { problem: news.problem, outcome: outcomeOf(news.status) })
        return
      }
      case 'failed':
        this.#problems.push(`${news.message} (${news.code})`)
        return
      default:
        return
    }
  }

  #answering(replyId: string): MutableTurn | undefined {
    return this.#turns.find((turn) => turn.replyId === replyId)
  }
}

function newTurn(number: number, speechEndedAtMs: number | null, serverNoticedAtMs: number): MutableTurn {
  return {
    number,
    speechEndedAtMs,
    serverNoticedAtMs,
    heard: null,
    answered: '',
    firstAudioAtMs: null,
    audioBytes: 0,
    outcome: 'waiting',
    problem: null,
    itemId: null,
    replyId: null,
  }
}

function outcomeOf(status: string): Turn['outcome'] {
  if (status === 'cancelled') return 'interrupted'
  return status === 'failed' ? 'failed' : 'answered'
}
