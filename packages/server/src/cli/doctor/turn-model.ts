import type { Config } from '../../config/contract.js'
import { systemClock } from '../../lib/clock.js'
import { chooseTurnModel } from '../../providers/turn-model/choose-turn-model.js'
import type { Finding } from './contract.js'

/** Loads the turn model and asks it once, as a server does at its start. */
export async function checkTurnModel({ turnModel: configured }: Config): Promise<Finding> {
  if (configured.kind === 'none') return { verdict: 'ok', sentence: 'turn model: none configured; turns end by words, voice and quiet (--turn-model FILE)' }
  try {
    const turnModel = await chooseTurnModel(configured, systemClock)
    await turnModel?.close()
    return { verdict: 'ok', sentence: `turn model: ${configured.file} loads` }
  } catch (error) {
    return { verdict: 'fail', sentence: 'turn model: it cannot be used', remedy: (error as Error).message }
  }
}
