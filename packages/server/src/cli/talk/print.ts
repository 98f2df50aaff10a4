import type { Turn } from './conversation.js'
import type { WireFormat } from './wire-format.js'

const you = 'you       '
const sidetone = 'sidetone  '
const margin = ' '.repeat(you.length)

/** Prints each turn as soon as it is known: the user's words, then the answer with its times. */
export class TurnPrinter {
  readonly #say: (line: string) => void
  readonly #format: WireFormat
  #shown = 0
  #saidHeard = false

  constructor(format: WireFormat, say: (line: string) => void) {
    this.#format = format
    this.#say = say
  }

  /** `last`: nothing more will come, so what is missing is missing for good. */
  update(turns: readonly Turn[], last = false): void {
    for (let turn = turns[this.#shown]; turn; turn = turns[this.#shown]) {
      const over = turn.outcome !== 'waiting' && turn.outcome !== 'answering'
      if (turn.heard !== null && !this.#saidHeard) {
        this.#say(heardLine(turn))
        this.#saidHeard = true
      }
      if (!last && (!over || turn.heard === null)) return
      if (!this.#saidHeard) this.#say(heardLine(turn))
      for (const line of answerLines(turn, this.#format)) this.#say(line)
      this.#say('')
      this.#shown++
      this.#saidHeard = false
    }
  }
}

export function heardLine({ heard }: Turn): string {
  if (heard === null) return `${you}(no transcript came)`
  return you + (heard.trim() === '' ? '(nothing that could be understood)' : heard.trim())
}

export function answerLines(turn: Turn, format: WireFormat): string[] {
  const words = turn.answered.trim()
  const spoken = words === '' ? [] : [sidetone + words]
  switch (turn.outcome) {
    case 'nothing-heard':
      return []
    case 'failed':
      return [...spoken, `${words === '' ? sidetone : margin}failed: ${turn.problem ?? 'the server gave no reason'}`]
    case 'overtaken':
      return [`${margin}(you went on speaking before the answer began)`]
    case 'waiting':
      return [`${sidetone}(no answer)`]
    case 'answering':
      return [...spoken, `${margin}(the answer was not finished)`, ...timing(turn, format)]
    case 'interrupted':
      return [...spoken, `${margin}(interrupted${turn.firstAudioAtMs === null ? ' before it was to be heard' : ''})`, ...timing(turn, format)]
    case 'answered':
      return [words === '' ? `${sidetone}(an answer without words)` : (spoken[0] ?? ''), ...timing(turn, format)]
  }
}

function timing(turn: Turn, format: WireFormat): string[] {
  if (turn.firstAudioAtMs === null) return []
  const afterNotice = `${Math.round(turn.firstAudioAtMs - turn.serverNoticedAtMs)} ms after the server noticed it`
  const afterSpeech = turn.speechEndedAtMs === null ? null : `${Math.round(turn.firstAudioAtMs - turn.speechEndedAtMs)} ms after the end of speech`
  const bytesPerSample = format.name.type === 'audio/pcm' ? 2 : 1
  const seconds = turn.audioBytes / bytesPerSample / format.sampleRateHz
  const times = afterSpeech === null ? `${afterNotice.replace(' it', ' the end of speech')}` : `${afterSpeech}, ${afterNotice}`
  return [`${margin}first sound ${times}; ${seconds.toFixed(1)} s long`]
}
