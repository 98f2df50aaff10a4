import type { Config } from '../../config/contract.js'
import { systemClock } from '../../lib/clock.js'
import { resolveHearingModels } from '../../models/hearing-models.js'
import type { Hearing } from '../../replay/what-if.js'

/** The models that a server hears with, from the cache. They bring the speech engine with them: loaded only when they are needed. */
export async function openHearing({ models, turnModel: configured }: Config): Promise<Hearing & { close(): Promise<void> }> {
  const { modelFile, moonshine } = resolveHearingModels(models)
  const [{ createSileroDetector }, { createRnnoiseSuppressor }, { createMoonshineRecogniser }, { chooseTurnModel }] = await Promise.all([
    import('../../providers/vad/silero/silero.js'),
    import('../../providers/denoise/rnnoise/rnnoise.js'),
    import('../../providers/stt/moonshine/moonshine.js'),
    import('../../providers/turn-model/choose-turn-model.js'),
  ])
  const [detector, suppressor, turnModel, recogniser] = await Promise.all([
    createSileroDetector({ modelFile, clock: systemClock }),
    createRnnoiseSuppressor(),
    chooseTurnModel(configured, systemClock),
    createMoonshineRecogniser(moonshine),
  ])
  return {
    detector,
    suppressor,
    recogniser,
    turnModel,
    close: async () => {
      await detector.close()
      await suppressor.close()
      await recogniser.close()
      await turnModel?.close()
    },
  }
}
