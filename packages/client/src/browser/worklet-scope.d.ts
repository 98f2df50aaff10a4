// The scope in which worklet modules run (Web Audio API, section 1.32), in the little that is used here.

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
}

declare const currentFrame: number
declare const sampleRate: number

declare function registerProcessor(
  name: string,
  processor: new () => AudioWorkletProcessor & {
    process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean
  },
): void
