import type { Clock } from './lib/clock.js'
import { SpeculationLedger, type SpeculationLimit } from './lib/speculation.js'
import { createListening } from './listening/listener.js'
import type { NoiseSuppressor } from './providers/denoise/contract.js'
import type { Providers } from './recording/record-providers.js'
import type { Stages } from './session/session.js'
import { createPace } from './speaking/pace.js'
import { rehearseSpeech } from './speaking/rehearse-speech.js'
import { createSpeak } from './speaking/speak.js'
import { promptTokens } from './thinking/prompt-tokens.js'
import { rehearseThinking } from './thinking/rehearse-thinking.js'
import { createSummariser } from './thinking/summarise.js'
import { createThinker } from './thinking/think.js'
import type { OpenToolServers } from './tools/contract.js'
import { noToolServers } from './tools/no-tool-servers.js'
import { decideTurn } from './turns/decide-turn.js'
import { judgeInterruption } from './turns/interruption.js'

/** What may be begun before the user has finished (left out: everything), and who hears what became of it. */
export interface Speculation {
  readonly limit?: SpeculationLimit
  readonly ledger?: SpeculationLedger
}

/** The stages of one session, made of these providers. Without a suppressor, noise reduction has no effect; without tool servers, a session has none. */
export function createStages(
  { detector, recogniser, model, synthesiser, turnModel = null }: Providers,
  clock: Clock,
  suppressor: NoiseSuppressor | null = null,
  { limit = 'full', ledger = new SpeculationLedger(clock) }: Speculation = {},
  openToolServers: OpenToolServers = noToolServers,
): Stages {
  const thinking = rehearseThinking({ think: createThinker({ model }), ledger, promptTokens: (request) => promptTokens(request, model) })
  const voice = rehearseSpeech(synthesiser, ledger)
  return {
    createListener: createListening({
      detector,
      recogniser,
      suppressor,
      ledger,
      turnModel,
      ...(limit === 'off' && { earlyAfterMs: Number.POSITIVE_INFINITY }),
    }),
    decideTurn,
    judgeInterruption,
    think: thinking.think,
    summarise: createSummariser({ model }),
    speak: createSpeak({ synthesiser: voice, clock }),
    createPace,
    openToolServers,
    ...(limit === 'full' && { rehearse: (request, speaking, signal) => void voice.rehearse(thinking.rehearse(request, signal), speaking, signal) }),
  }
}
