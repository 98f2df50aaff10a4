import type { ConversationStore } from '../contract.js'

export interface BrowserStoreOptions {
  /** Under which name it is kept. Two clients of one origin in the same tab need two names. Default: `sidetone.conversation`. */
  readonly name?: string
  /** Default: `sessionStorage`, which is of this tab alone and goes when the tab is closed. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

/** No server waits longer than this (`server.resumeForMs`): what is older is of no use, and a tab that is restored days later shows nothing of it. */
const longestWaitMs = 600_000

/**
 * Keeps a conversation while its page is loaded again. It is written when the page goes and cleared when a page goes on with it, so that nothing is there while a
 * page lives: a tab that is duplicated finds no conversation to take away from the first.
 */
export function browserStore({ name = 'sidetone.conversation', storage }: BrowserStoreOptions = {}): ConversationStore {
  /** null: the browser keeps nothing for this page, because of its settings or because it is full. Then a reload begins anew. */
  const withStorage = <Result>(use: (storage: NonNullable<BrowserStoreOptions['storage']>) => Result): Result | null => {
    try {
      return use(storage ?? sessionStorage)
    } catch {
      return null
    }
  }
  const store: ConversationStore = {
    onLeave: null,
    read: () =>
      withStorage((kept) => {
        const [, writtenAtMs, text = null] = /^(\d+) (.*)$/s.exec(kept.getItem(name) ?? '') ?? []
        if (Date.now() - Number(writtenAtMs) < longestWaitMs) return text
        kept.removeItem(name)
        return null
      }),
    write: (text) => void withStorage((kept) => kept.setItem(name, `${Date.now()} ${text}`)),
    clear: () => void withStorage((kept) => kept.removeItem(name)),
  }
  addEventListener('pagehide', () => store.onLeave?.())
  // A page that was only put aside goes on itself.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) store.clear()
  })
  return store
}
