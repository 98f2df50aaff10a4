import { resolveModel } from '@sidetone/server/models/cache.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { concat } from '../support/speech.js'

/** What the embedded recogniser makes of samples at 16 kHz. */
export async function recognised(samples: Float32Array): Promise<string> {
  const { files } = resolveModel('moonshine-tiny-en')
  const recogniser = await createMoonshineRecogniser({
    encoderFile: files['encoder_model.onnx'] as string,
    decoderFile: files['decoder_model_merged.onnx'] as string,
    tokensFile: files['tokens.txt'] as string,
  })
  const loud = (sample: number) => Math.abs(sample) > 0.003
  const speech = concat([new Float32Array(6_400), samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud)), new Float32Array(6_400)])
  return (await recogniser.recognise({ samples: speech, sampleRateHz: 16_000, language: null }, new AbortController().signal)).text
}
