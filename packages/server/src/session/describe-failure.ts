import { type ErrorCode, errorSentence, errorTable } from '@sidetone/protocol'

/** Our own failures carry their code; whatever else was thrown gets the stage's code. The message is for people and holds no spoken words. */
export function describeFailure(error: unknown, fallback: ErrorCode): { code: ErrorCode; message: string } {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string' && code in errorTable) return { code: code as ErrorCode, message: (error as Error).message }
  return { code: fallback, message: errorSentence(fallback) }
}
