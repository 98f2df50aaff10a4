import { SidetoneError } from '@sidetone/protocol'
import type { LanguageModel } from '../providers/llm/contract.js'
import type { Think } from './contract.js'
import { fit, usualPromptTokens } from './fit.js'
import { prompt } from './prompt.js'

export interface ThinkerOptions {
  readonly model: LanguageModel
  /** Estimated tokens that a prompt may hold. */
  readonly promptTokens?: number
}

/** Makes replies by asking a language model. */
export function createThinker({ model, promptTokens = usualPromptTokens }: ThinkerOptions): Think {
  return async function* think(request, signal) {
    const asked = prompt(request, model)
    try {
      yield* model.stream({ ...asked, messages: fit(asked.messages, promptTokens) }, signal)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof SidetoneError) throw error
      throw new SidetoneError('language-model-failed', `The language model ${model.name} failed.`, { cause: error })
    }
  }
}
