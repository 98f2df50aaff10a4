import { WorkQueue } from '../lib/work-queue.js'
import { ApiError } from './api-error.js'

export interface PlaceLimits {
  /** Requests worked on at a time. */
  readonly running: number
  /** Requests that may wait for a place. */
  readonly waiting: number
}

/** Refused requests are told to come again after this. */
const retryAfterSeconds = 2

/** Bounds the requests of one kind: some are worked on, some more wait in order, and the rest are refused at once. */
export class WorkPlaces {
  readonly #limits: PlaceLimits
  readonly #queue: WorkQueue
  #here = 0

  constructor(limits: PlaceLimits) {
    this.#limits = limits
    this.#queue = new WorkQueue(limits.running)
  }

  /**
   * Counts a request as here for as long as it lasts; what is more than it costs to listen waits inside for its turn. Throws an `ApiError` (429) when
   * there is no place left, and the signal's reason when it aborts.
   */
  async admit<Value>(request: (turn: <Result>(work: () => Promise<Result>) => Promise<Result>) => Promise<Value>, signal: AbortSignal): Promise<Value> {
    const { running, waiting } = this.#limits
    if (this.#here >= running + waiting) {
      const message = `Too many requests: ${running} are worked on and ${waiting} wait. Try again in a moment.`
      throw new ApiError({ status: 429, code: 'rate_limit_exceeded', message, retryAfterSeconds })
    }
    this.#here++
    try {
      return await request((work) => this.#queue.run(work, signal))
    } finally {
      this.#here--
    }
  }

  /** A request that is all work. */
  run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    return this.admit((turn) => turn(work), signal)
  }
}
