/** What one check found. `remedy` says what to do, where there is something. */
export interface Finding {
  readonly verdict: 'ok' | 'warn' | 'fail'
  readonly sentence: string
  readonly remedy?: string
}

export type Check = () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>
