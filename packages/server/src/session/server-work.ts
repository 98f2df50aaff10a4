import type { CallFailure, ItemId } from '@sidetone/protocol'
import type { ToolServers } from '../tools/contract.js'
import type { Effect, Input } from './contract.js'
import { describeFailure } from './describe-failure.js'

type Of<Name extends Effect['do']> = Extract<Effect, { do: Name }>

/** What tool servers are asked, by the item that waits for it, each under a signal of its own. */
export class ServerWork {
  readonly #servers: ToolServers
  readonly #feed: (input: Input) => void
  readonly #running = new Map<ItemId, AbortController>()

  constructor(servers: ToolServers, feed: (input: Input) => void) {
    this.#servers = servers
    this.#feed = feed
  }

  list({ itemId, server }: Of<'list-tools'>): void {
    this.#run(itemId, (signal) =>
      this.#servers.list(server, signal).then(
        (tools) => ({ type: 'tool-list-ended', itemId, tools }),
        (error) => ({ type: 'tool-list-failed', itemId, ...describeFailure(error, 'tool-server-failed') }),
      ),
    )
  }

  call({ itemId, server, name, values }: Of<'call-server-tool'>): void {
    this.#run(itemId, (signal) =>
      this.#servers.call(server, name, values, signal).then(
        (output) => ({ type: 'server-call-ended', itemId, output }),
        (error) => ({ type: 'server-call-failed', itemId, failure: failureOf(error) }),
      ),
    )
  }

  stop(itemId: ItemId): void {
    this.#running.get(itemId)?.abort(new Error('Nobody waits for this any more.'))
    this.#running.delete(itemId)
  }

  /** Idempotent. */
  close(): void {
    for (const itemId of [...this.#running.keys()]) this.stop(itemId)
    this.#servers.close()
  }

  #run(itemId: ItemId, ask: (signal: AbortSignal) => Promise<Input>): void {
    const controller = new AbortController()
    this.#running.set(itemId, controller)
    void ask(controller.signal).then((input) => {
      if (this.#running.get(itemId) !== controller) return
      this.#running.delete(itemId)
      this.#feed(input)
    })
  }
}

function failureOf(error: unknown): CallFailure {
  const failure = (error as { failure?: CallFailure } | null)?.failure
  return failure ?? { kind: 'execution', message: describeFailure(error, 'tool-server-failed').message }
}
