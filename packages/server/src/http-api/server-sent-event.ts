/** One event of a stream, as `text/event-stream` has it. */
export function serverSentEvent(data: object | string): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

export const eventStream = 'text/event-stream; charset=utf-8'
