import { SidetoneError } from '@sidetone/protocol'
import type { LanguageModel } from '../providers/llm/contract.js'
import type { Think } from './contract.js'
import { limitOutput } from './limit-output.js'
import { prompt } from './prompt.js'

/** Makes replies by asking a language model. */
export function createThinker({ model }: { readonly model: LanguageModel }): Think {
  return async function* think(request, signal) {
    const { maxOutputTokens } = request
    try {
      const parts = model.stream(prompt(request, model), signal)
      yield* maxOutputTokens === 'unlimited' ? parts : limitOutput(parts, maxOutputTokens)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof SidetoneError) throw error
      throw new SidetoneError('language-model-failed', `The language model ${model.name} failed.`, { cause: error })
    }
  }
}
