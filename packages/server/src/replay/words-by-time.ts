import type { Clock } from '../lib/clock.js'
import type { Utterance } from '../providers/stt/contract.js'
import type { ScriptedRecogniser } from '../providers/stt/scripted/scripted-recogniser.js'
import type { GatewayScript } from '../recording/format.js'

/** Hears the words of the time in which a recognition begins, as often as it is asked; nothing in digital silence, and nothing before the first time. */
export function createWordsByTime(words: NonNullable<GatewayScript['words']>, clock: Clock): ScriptedRecogniser {
  const heard: Utterance[] = []
  return {
    name: 'words by time',
    heard,
    async recognise(utterance, signal) {
      signal.throwIfAborted()
      if (utterance.samples.every((sample) => sample === 0)) return { text: '' }
      heard.push(utterance)
      return { text: words.findLast(({ fromMs }) => fromMs <= clock.nowMs())?.text ?? '' }
    },
    // How often it is asked is nobody's to say.
    expectDone() {},
    close: async () => {},
  }
}
