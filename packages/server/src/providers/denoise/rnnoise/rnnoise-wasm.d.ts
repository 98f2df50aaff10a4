/** The part of @echogarden/rnnoise-wasm that is used here; the package ships no types. Addresses and sizes are in bytes of the module's memory. */
declare module '@echogarden/rnnoise-wasm' {
  export interface RnnoiseModule {
    /** The whole memory as floats. Made anew when the memory grows: read it at each use. */
    readonly HEAPF32: Float32Array
    _malloc(bytes: number): number
    _free(address: number): void
    /** A state for one stream, 18 KB. 0: the model that is built in. */
    _rnnoise_create(model: 0): number
    _rnnoise_destroy(state: number): void
    /** Works on 480 samples in the scale of 16 bit integers; `output` and `input` may be the same. Returns the probability of speech. */
    _rnnoise_process_frame(state: number, output: number, input: number): number
  }

  export default function load(): Promise<RnnoiseModule>
}
