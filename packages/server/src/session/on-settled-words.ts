import type { ItemId } from '@sidetone/protocol'
import { withRestOf } from '../lib/agreed-words.js'
import type { SessionState } from './state.js'
import { change, emit, mint, type Step } from './step.js'

/** Words of the turn that is being said: `text` is all of them that are settled. What is new is told. Rules W1, W2. */
export function onSettledWords(step: Step, text: string): void {
  if (step.state.settings.transcription?.delivery !== 'as-spoken') return
  const itemId = turnBeingSaid(step)
  if (itemId !== null) tell(step, itemId, text)
}

/** The transcript of a turn: what was told of it stands, the rest is told now. Rule W3. */
export function tellTranscript(step: Step, itemId: ItemId, transcript: string): string {
  const whole = withRestOf(step.state.toldWords.get(itemId) ?? '', transcript)
  tell(step, itemId, whole)
  forgetWords(step, itemId)
  return whole
}

/** Nothing more will be told of this turn. */
export function forgetWords(step: Step, itemId: ItemId): void {
  if (!step.state.toldWords.has(itemId)) return
  const toldWords = new Map(step.state.toldWords)
  toldWords.delete(itemId)
  change(step, { toldWords })
}

/** The uncommitted turn that words were told of, by a client that commits by itself, is no more. */
export function forgetAwaitedTurn(step: Step): void {
  const { user, awaitedTurn } = step.state
  if (user.phase === 'speaking') forgetWords(step, user.itemId)
  if (awaitedTurn === null) return
  forgetWords(step, awaitedTurn)
  change(step, { awaitedTurn: null })
}

function tell(step: Step, itemId: ItemId, text: string): void {
  const told = step.state.toldWords.get(itemId) ?? ''
  if (text.length === told.length || !text.startsWith(told)) return
  change(step, { toldWords: new Map(step.state.toldWords).set(itemId, text) })
  emit(step, { type: 'transcript-delta', itemId, contentIndex: 0, delta: text.slice(told.length) })
}

/** Its id: minted when speech started, or, where the client commits, now. Null while nobody is told to speak. */
function turnBeingSaid(step: Step): ItemId | null {
  const { user, settings, awaitedTurn }: SessionState = step.state
  if (user.phase === 'speaking') return user.itemId
  if (settings.turnDetection !== null) return null
  if (awaitedTurn !== null) return awaitedTurn
  const itemId = mint(step, 'item')
  change(step, { awaitedTurn: itemId })
  return itemId
}
