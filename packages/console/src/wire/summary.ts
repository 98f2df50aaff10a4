type Fields = Readonly<Record<string, unknown>>

/** What an event is about, in a few words for the list. */
export function summary(event: Fields): string {
  const item = event.item as Fields | undefined
  const response = event.response as Fields | undefined
  const error = event.error as Fields | undefined
  if (error) return String(error.message ?? error.code ?? '')
  if (event.type === 'session.update') return Object.keys((event.session as Fields | undefined) ?? {}).join(', ')
  if (typeof event.reason === 'string') return event.reason
  if (typeof event.transcript === 'string') return event.transcript
  if (typeof event.delta === 'string') return event.delta
  if (typeof event.audio === 'string') return event.audio
  if (item) return [item.role ?? item.type, textOf(item)].filter(Boolean).join(': ')
  if (response) return String(response.status ?? '')
  if (typeof event.text === 'string') return event.text
  if (typeof event.duration_ms === 'number') return `${event.duration_ms} ms`
  return ''
}

function textOf(item: Fields): string {
  const content = (item.content as readonly Fields[] | undefined) ?? []
  return content.map(({ text, transcript }) => text ?? transcript ?? '').join(' ')
}
