import type { Clock } from './lib/clock.js'
import { createListening } from './listening/listener.js'
import type { Providers } from './recording/record-providers.js'
import type { Stages } from './session/session.js'
import { createPace } from './speaking/pace.js'
import { createSpeak } from './speaking/speak.js'
import { createThinker } from './thinking/think.js'
import { decideTurn } from './turns/decide-turn.js'

/** The four stages of a session, made of these providers. */
export function createStages({ detector, recogniser, model, synthesiser }: Providers, clock: Clock): Stages {
  return {
    createListener: createListening({ detector, recogniser }),
    decideTurn,
    think: createThinker({ model }),
    speak: createSpeak({ synthesiser, clock }),
    createPace,
  }
}
