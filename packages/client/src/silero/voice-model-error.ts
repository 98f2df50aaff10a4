/**
 * Why there is no voice model, by `code`:
 * - `model-missing`: there is nothing at its address;
 * - `model-unreachable`: it could not be fetched, or not in time;
 * - `model-too-large`: it is larger than any model of this kind;
 * - `model-unreadable`: it is no Silero model, or a broken one.
 */
export class VoiceModelError extends Error {
  override readonly name = 'VoiceModelError'
  readonly code: 'model-missing' | 'model-unreachable' | 'model-too-large' | 'model-unreadable'

  constructor(code: VoiceModelError['code'], message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
