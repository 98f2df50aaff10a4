import type { VoiceError } from './contract.js'

/** A `VoiceError` that can be thrown. */
export class VoiceFailure extends Error implements VoiceError {
  readonly code: VoiceError['code']
  readonly repair: string | null
  readonly wire: VoiceError['wire']

  constructor(code: VoiceError['code'], message: string, more: { repair?: string; wire?: VoiceError['wire']; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'VoiceFailure'
    this.code = code
    this.repair = more.repair ?? null
    this.wire = more.wire ?? null
  }
}
