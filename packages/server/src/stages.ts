import type { Clock } from './lib/clock.js'
import { createListening } from './listening/listener.js'
import type { NoiseSuppressor } from './providers/denoise/contract.js'
import type { Providers } from './recording/record-providers.js'
import type { Stages } from './session/session.js'
import { createPace } from './speaking/pace.js'
import { rehearseSpeech } from './speaking/rehearse-speech.js'
import { createSpeak } from './speaking/speak.js'
import { rehearseThinking } from './thinking/rehearse-thinking.js'
import { createSummariser } from './thinking/summarise.js'
import { createThinker } from './thinking/think.js'
import { decideTurn } from './turns/decide-turn.js'
import { judgeInterruption } from './turns/interruption.js'

/** The four stages of a session, made of these providers. Without a suppressor, noise reduction has no effect. */
export function createStages({ detector, recogniser, model, synthesiser }: Providers, clock: Clock, suppressor: NoiseSuppressor | null = null): Stages {
  const thinking = rehearseThinking(createThinker({ model }))
  const voice = rehearseSpeech(synthesiser)
  return {
    createListener: createListening({ detector, recogniser, suppressor }),
    decideTurn,
    judgeInterruption,
    think: thinking.think,
    summarise: createSummariser({ model }),
    speak: createSpeak({ synthesiser: voice, clock }),
    createPace,
    rehearse: (request, speaking, signal) => void voice.rehearse(thinking.rehearse(request, signal), speaking, signal),
  }
}
