import sherpa, { type Vad } from 'sherpa-onnx-node'
import { vadFrameSamples } from '../contract.js'

/** What the library takes for the least: 0 means its own default. Later stages do the smoothing, and here every frame of delay counts. */
const leastSeconds = 0.001
/** Beyond any call: speech longer than this would raise the library's threshold to 0.9. */
const mostSpeechSeconds = 100_000
/** Room for the segments that the library collects. They are thrown away after each frame, so it stays nearly empty. */
const segmentRoomSeconds = 5

/** One Silero instance. Blocks for 60 to 180 ms and takes about 7 MB. */
export function createSherpaVad(modelFile: string, threshold: number): Vad {
  return new sherpa.Vad(
    {
      sileroVad: {
        model: modelFile,
        threshold,
        minSilenceDuration: leastSeconds,
        minSpeechDuration: leastSeconds,
        windowSize: vadFrameSamples,
        maxSpeechDuration: mostSpeechSeconds,
      },
      sampleRate: 16_000,
      numThreads: 1,
      debug: false,
    },
    segmentRoomSeconds,
  )
}
