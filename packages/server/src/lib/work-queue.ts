import { abortable } from './abort.js'

/** Lets at most `concurrency` works run at once, first come, first served. */
export class WorkQueue {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(concurrency: number) {
    this.#free = Math.max(1, Math.floor(concurrency))
  }

  /**
   * Runs the work as soon as there is a place. An abort rejects at once with the signal's reason: waiting work is never begun; work that has begun
   * keeps its place until it settles, since what cannot be stopped still uses the machine.
   */
  async run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    if (signal.aborted) {
      this.#release()
      throw signal.reason
    }
    return abortable(this.#perform(work), signal)
  }

  async #perform<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work()
    } finally {
      this.#release()
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(begin)
    })
  }

  /** Hands the place on, or gives it back. */
  #release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
