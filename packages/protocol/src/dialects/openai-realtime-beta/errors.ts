import type { WireError } from '../openai-realtime/errors.js'

/** Fields that are looked at behind the reading, by the names that they have there and here. */
const fields: ReadonlyMap<string | null, string> = new Map([
  ['session.audio.input.transcription.model', 'session.input_audio_transcription.model'],
  ['session.audio.output.voice', 'session.voice'],
  ['response.audio.output.voice', 'response.voice'],
])

export function betaError(error: WireError): WireError {
  const param = fields.get(error.param)
  return param === undefined ? error : { ...error, param, message: error.message.replace(`'${error.param}'`, `'${param}'`) }
}
