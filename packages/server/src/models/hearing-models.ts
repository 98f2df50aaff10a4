import { requireFiles, resolveModel } from './cache.js'

/** The models to hear with, by their ids, in this folder (null: the default one). */
export interface HearingModels {
  readonly vad: string
  readonly recogniser: string
  readonly dir: string | null
}

const defaultHearingModels: HearingModels = { vad: 'silero-vad-v6', recogniser: 'moonshine-tiny-en', dir: null }
const sileroFiles = ['silero_vad_v6.onnx'] as const
const moonshineFiles = ['encoder_model.onnx', 'decoder_model_merged.onnx', 'tokens.txt'] as const

/** Where the parts that hear find their files, those of the default models unless others are named. Throws `ModelError`, as `resolveModel` does. */
export function resolveHearingModels({ vad, recogniser, dir }: HearingModels = defaultHearingModels) {
  const silero = resolveModel(vad, { dir, needs: sileroFiles }).files
  const moonshine = resolveModel(recogniser, { dir, needs: moonshineFiles }).files
  return {
    modelFile: silero['silero_vad_v6.onnx'],
    moonshine: { encoderFile: moonshine['encoder_model.onnx'], decoderFile: moonshine['decoder_model_merged.onnx'], tokensFile: moonshine['tokens.txt'] },
  }
}

/** Throws `ModelError` (`unknown-model`, `model-unusable`) for models that cannot be heard with, whether they are here or not. */
export function checkHearingModel(job: 'vad' | 'recogniser', id: string): void {
  requireFiles(id, job === 'vad' ? sileroFiles : moonshineFiles)
}
