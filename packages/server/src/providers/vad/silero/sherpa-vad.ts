import sherpa from 'sherpa-onnx-node'

/** What is used of sherpa-onnx's voice activity detector, which ships no types. */
export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void
  isDetected(): boolean
  /** Ends the segment that is being collected. The model's own state is not touched. */
  flush(): void
  isEmpty(): boolean
  pop(): void
  reset(): void
}

/**
 * Blocks for 60 to 100 ms and takes about 7 MB. Settings: the smallest that the library accepts (0 means its default), since every frame counts here
 * and later stages do the smoothing. `maxSpeechDuration` beyond any call: past it the library would raise its threshold to 0.9.
 */
export function createSherpaVad(modelFile: string, threshold: number): SherpaVad {
  const shortestSeconds = 0.001
  const segmentBufferSeconds = 5
  return new sherpa.Vad(
    {
      sileroVad: {
        model: modelFile,
        threshold,
        minSilenceDuration: shortestSeconds,
        minSpeechDuration: shortestSeconds,
        windowSize: 512,
        maxSpeechDuration: 100_000,
      },
      sampleRate: 16_000,
      numThreads: 1,
      debug: false,
    },
    segmentBufferSeconds,
  )
}
