/** What opens doors: never kept, shown, copied or exported. `token` is that of a session that can be resumed. */
const secretFields = new Set(['authorization', 'headers', 'api_key', 'client_secret', 'token'])
/** Base64 has no spaces and is long; instructions and transcripts stay whole up to the other limit. */
const longestAudioField = 96
const longestText = 4_000

/** A copy for people: audio as its size, very long texts cut, secrets masked. */
export function withoutBulk(value: unknown, field = '', parentType = ''): unknown {
  if (secretFields.has(field) && value !== null && value !== undefined) return '•••'
  if (typeof value === 'string') return shortened(value, isAudio(field, parentType))
  if (Array.isArray(value)) return value.map((each) => withoutBulk(each))
  if (typeof value !== 'object' || value === null) return value
  const type = String((value as { type?: unknown }).type ?? '')
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutBulk(each, name, type)]))
}

function isAudio(field: string, parentType: string): boolean {
  return field === 'audio' || (field === 'delta' && parentType === 'response.output_audio.delta')
}

function shortened(text: string, audio: boolean): string {
  if (audio && text.length > longestAudioField) return `${text.slice(0, 24)}… (${Math.floor((text.length * 3) / 4).toLocaleString('en')} bytes of audio)`
  return text.length > longestText ? `${text.slice(0, longestText)}… (${text.length.toLocaleString('en')} characters)` : text
}
