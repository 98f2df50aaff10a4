import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'

/** The same answer to whatever is asked: a reply that was begun ahead and thrown away, which happens where the machine is busy, takes its call along. */
export function always(answer: string): Script['calls'] {
  return Array.from({ length: 32 }, () => ({ answer: [answer] }))
}
