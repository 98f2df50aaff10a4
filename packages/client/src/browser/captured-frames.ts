/** A packet as the microphone's worklet posts it: samples in [-1, 1) at the context's rate, and the number of the first. */
export interface CapturedFrames {
  readonly samples: Float32Array<ArrayBuffer>
  readonly frame: number
}
