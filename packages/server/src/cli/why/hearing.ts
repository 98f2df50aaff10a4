import type { Config } from '../../config/contract.js'
import { systemClock } from '../../lib/clock.js'
import { resolveModel } from '../../models/cache.js'
import type { Hearing } from '../../replay/what-if.js'

/** The models that a server hears with, from the cache. They bring the speech engine with them: loaded only when they are needed. */
export async function openHearing({ models, turnModel: configured }: Config): Promise<Hearing & { close(): Promise<void> }> {
  const vad = resolveModel(models.vad, { dir: models.dir })
  const stt = resolveModel(models.recogniser, { dir: models.dir })
  const [{ createSileroDetector }, { createRnnoiseSuppressor }, { createMoonshineRecogniser }, { chooseTurnModel }] = await Promise.all([
    import('../../providers/vad/silero/silero.js'),
    import('../../providers/denoise/rnnoise/rnnoise.js'),
    import('../../providers/stt/moonshine/moonshine.js'),
    import('../../providers/turn-model/choose-turn-model.js'),
  ])
  const [detector, suppressor, turnModel, recogniser] = await Promise.all([
    createSileroDetector({ modelFile: vad.files['silero_vad_v6.onnx'] ?? '', clock: systemClock }),
    createRnnoiseSuppressor(),
    chooseTurnModel(configured, systemClock),
    createMoonshineRecogniser({
      encoderFile: stt.files['encoder_model.onnx'] ?? '',
      decoderFile: stt.files['decoder_model_merged.onnx'] ?? '',
      tokensFile: stt.files['tokens.txt'] ?? '',
    }),
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
