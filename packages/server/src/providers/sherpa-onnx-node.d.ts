/** The part of sherpa-onnx-node that is used here; the package ships no types of its own. */
declare module 'sherpa-onnx-node' {
  export interface Vad {
    acceptWaveform(samples: Float32Array): void
    isDetected(): boolean
    /** Ends the segment being collected and queues it. The model's own state is not touched. */
    flush(): void
    isEmpty(): boolean
    pop(): void
    reset(): void
  }

  export interface VadConfig {
    readonly sileroVad: {
      readonly model: string
      readonly threshold: number
      readonly minSilenceDuration: number
      readonly minSpeechDuration: number
      readonly windowSize: number
      readonly maxSpeechDuration: number
    }
    readonly sampleRate: number
    readonly numThreads: number
    readonly debug: boolean
  }

  export interface OfflineStream {
    acceptWaveform(audio: { samples: Float32Array; sampleRate: number }): void
  }

  export interface OfflineRecognizer {
    createStream(): OfflineStream
    decodeAsync(stream: OfflineStream): Promise<{ text: string }>
  }

  export interface OfflineRecognizerConfig {
    readonly featConfig: { readonly sampleRate: number; readonly featureDim: number }
    readonly modelConfig: {
      readonly moonshine: { readonly encoder: string; readonly mergedDecoder: string }
      readonly tokens: string
      readonly numThreads: number
      readonly debug: boolean
      readonly provider: 'cpu'
    }
  }

  const sherpa: {
    readonly Vad: new (config: VadConfig, bufferSeconds: number) => Vad
    readonly OfflineRecognizer: { createAsync(config: OfflineRecognizerConfig): Promise<OfflineRecognizer> }
  }
  export default sherpa
}
