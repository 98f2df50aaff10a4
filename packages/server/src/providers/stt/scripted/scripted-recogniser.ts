import { SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import type { Recognition, SpeechRecogniser, Utterance } from '../contract.js'

/** `pending` answers only when aborted. */
export type ScriptedRecognition = { text: string } | { failure: string } | { pending: true }

export interface ScriptedRecogniser extends SpeechRecogniser {
  /** What it was given, in order. */
  readonly heard: readonly Utterance[]
  /** Throws when part of the script was never asked for. */
  expectDone(): void
}

/** For tests of other stages: gives the answers of the script in order and fails on a call beyond it. Digital silence is empty and uses none. */
export function createScriptedRecogniser(script: readonly ScriptedRecognition[]): ScriptedRecogniser {
  const heard: Utterance[] = []
  let next = 0

  async function recognise(utterance: Utterance, signal: AbortSignal): Promise<Recognition> {
    signal.throwIfAborted()
    if (utterance.samples.every((sample) => sample === 0)) return { text: '' }
    heard.push(utterance)
    return abortable(perform(script[next++]), signal)
  }

  async function perform(step: ScriptedRecognition | undefined): Promise<Recognition> {
    if (!step) throw new SidetoneError('recognition-failed', `The script has ${script.length} recognitions; this is one more.`)
    if ('failure' in step) throw new SidetoneError('recognition-failed', step.failure)
    if ('pending' in step) return new Promise(() => {})
    return { text: step.text }
  }

  return {
    name: 'scripted',
    heard,
    recognise,
    expectDone() {
      if (next < script.length) throw new Error(`${script.length - next} recognitions of the script were never asked for.`)
    },
    close: async () => {},
  }
}
