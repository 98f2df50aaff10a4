import type { Link } from '../transports/contract.js'

/**
 * Takes messages one at a time: while one is worked on (`take` gave a promise), the link is asked for no more, and those that still come wait for their turn.
 */
export function createInOrder(link: Pick<Link, 'pauseReading' | 'resumeReading'>, take: (message: string) => Promise<void> | null): (message: string) => void {
  const waiting: string[] = []
  let busy = false

  const begin = (message: string): void => {
    const work = take(message)
    if (work === null) return
    busy = true
    void work.then(goOn)
  }
  const goOn = (): void => {
    busy = false
    while (!busy && waiting.length > 0) begin(waiting.shift() as string)
    if (!busy) link.resumeReading()
  }
  return (message) => {
    if (busy) waiting.push(message)
    else {
      begin(message)
      if (busy) link.pauseReading()
    }
  }
}
