import type { ConversationStore } from '../contract.js'

export interface BrowserStoreOptions {
  /** Under which name it is kept. Two clients of one origin in the same tab need two names. Default: `sidetone.conversation`. */
  readonly name?: string
  /** Default: `sessionStorage`, which is of this tab alone and goes when the tab is closed. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

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
    read: () => withStorage((kept) => kept.getItem(name)),
    write: (text) => void withStorage((kept) => kept.setItem(name, text)),
    clear: () => void withStorage((kept) => kept.removeItem(name)),
  }
  addEventListener('pagehide', () => store.onLeave?.())
  // A page that was only put aside goes on itself.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) store.clear()
  })
  return store
}
