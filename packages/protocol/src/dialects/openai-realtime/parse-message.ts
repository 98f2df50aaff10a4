import { limits } from '../../vocabulary/limits.js'
import { base64, base64Bytes } from './base64.js'
import { invalidRequest, type WireError } from './errors.js'
import { notBase64 } from './fields.js'
import { kindWord } from './refusals.js'
import { hasMoreValues } from './values.js'
import { eventIdCharacters } from './wire.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A message of a client as the object that it must be, in every form of the API. */
export function parseMessage(message: string | Uint8Array): { readonly fields: object } | { readonly error: WireError } {
  if (message.length > limits.messageBytes) return rejected(`The message is too large. At most ${limits.messageBytes} bytes are read.`, 'message_too_large')
  let event: unknown
  try {
    const text = typeof message === 'string' ? message : decoder.decode(message)
    if (hasMoreValues(text, limits.messageValues))
      return rejected(`The message is too complex. At most ${limits.messageValues} values are read.`, 'message_too_large')
    event = JSON.parse(text)
  } catch {
    return rejected('The message could not be parsed as JSON.', 'invalid_json')
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return rejected(`Expected a JSON object, but got ${kindWord(event)} instead.`, 'invalid_event')
  }
  return { fields: event }
}

function rejected(message: string, code: string): { readonly error: WireError } {
  return { error: invalidRequest(code, message) }
}

/** A client's own name for an event, where it can be told back. */
export function repeatable(eventId: unknown): string | null {
  return typeof eventId === 'string' && eventId.length <= eventIdCharacters ? eventId : null
}

/** The bytes of an `audio` field. */
export function decodeAppended(audio: string): { readonly audio: Uint8Array } | { readonly error: WireError } {
  const bytes = base64Bytes(audio)
  if (bytes !== null && bytes > limits.appendBytes) {
    const sentence = `Invalid 'audio': too long. Expected at most ${limits.appendBytes} bytes of audio, but got ${bytes} bytes instead.`
    return { error: invalidRequest('string_above_max_length', sentence, 'audio') }
  }
  const decoded = base64.decode(audio)
  return decoded === null ? { error: invalidRequest(notBase64.code, notBase64.say('audio'), 'audio') } : { audio: decoded }
}
