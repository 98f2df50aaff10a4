/** What differs between servers of the same API. */
export interface ServerHabits {
  /** Takes `stream_options.include_usage`. */
  readonly reportsUsage: boolean
  /** OpenAI's newer models take only the second name, many local servers only the first. */
  readonly limitName: 'max_tokens' | 'max_completion_tokens'
  /** Both are unknown to some servers, and refused by models that do not reason or call one function only. */
  readonly takesReasoningEffort: boolean
  readonly takesParallelToolCalls: boolean
}

export const commonHabits: ServerHabits = { reportsUsage: true, limitName: 'max_tokens', takesReasoningEffort: true, takesParallelToolCalls: true }

/**
 * What to try after a request was refused (400 or 422), null when there is nothing left. Each habit changes once a request, which `startedWith` shows.
 * A refusal without a hint is blamed on the usage option as long as this server has never been seen to take it (`usageTaken`).
 */
export function adapt(habits: ServerHabits, startedWith: ServerHabits, refused: { status: number; said: string }, usageTaken: boolean): ServerHabits | null {
  if (refused.status !== 400 && refused.status !== 422) return null
  if (/max_completion_tokens/.test(refused.said) && habits.limitName === startedWith.limitName) {
    return { ...habits, limitName: habits.limitName === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens' }
  }
  if (habits.takesReasoningEffort && /reasoning/i.test(refused.said)) return { ...habits, takesReasoningEffort: false }
  if (habits.takesParallelToolCalls && /parallel_tool_calls/.test(refused.said)) return { ...habits, takesParallelToolCalls: false }
  const usageNamed = /stream_options|include_usage/.test(refused.said)
  return habits.reportsUsage && (usageNamed || !usageTaken) ? { ...habits, reportsUsage: false } : null
}
