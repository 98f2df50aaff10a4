import { SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import type { TurnModel } from '../contract.js'

/** `pending` answers only when aborted. */
export type ScriptedAnswer = { readonly probability: number } | { readonly failure: string } | { readonly pending: true }

export interface ScriptedTurnModel extends TurnModel {
  /** What it was asked about, in order. */
  readonly heard: readonly Float32Array[]
}

/** For tests of other stages: gives the answers of the script in order, and the last one again and again. */
export function createScriptedTurnModel(script: readonly [ScriptedAnswer, ...ScriptedAnswer[]]): ScriptedTurnModel {
  const heard: Float32Array[] = []
  let closed = false

  async function answer(step: ScriptedAnswer): Promise<number> {
    if ('failure' in step) throw new SidetoneError('internal', step.failure)
    if ('pending' in step) return new Promise(() => {})
    return step.probability
  }

  return {
    name: 'scripted',
    heard,
    async probability(samples, signal) {
      signal.throwIfAborted()
      if (closed) throw new SidetoneError('internal', 'The turn model is closed.')
      heard.push(samples)
      return abortable(answer(script[heard.length - 1] ?? script[script.length - 1] ?? script[0]), signal)
    },
    close: async () => {
      closed = true
    },
  }
}
