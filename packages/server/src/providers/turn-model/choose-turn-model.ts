import type { Clock } from '../../lib/clock.js'
import type { TurnModel } from './contract.js'

/** The configured turn model, loaded; null: none is. ONNX Runtime is looked for only when there is one. Throws `SidetoneError('internal')`. */
export async function chooseTurnModel(
  config: { readonly kind: 'none' } | { readonly kind: 'smart-turn'; readonly file: string },
  clock: Clock,
): Promise<TurnModel | null> {
  if (config.kind === 'none') return null
  const { createSmartTurn } = await import('./smart-turn/smart-turn.js')
  return createSmartTurn({ modelFile: config.file, clock })
}
