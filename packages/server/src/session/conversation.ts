import type { Item, ItemId, NewItem } from '@sidetone/protocol'

/** Items in the order of the conversation. Every function here returns a new list. */
export type Conversation = readonly Item[]

/** What a client brings is complete as it comes. The output of a tool and an answer have no status. */
export function itemOfClient(item: NewItem, id: ItemId): Item {
  return item.type === 'tool-output' || item.type === 'approval-response' ? { ...item, id } : { ...item, id, status: 'completed' }
}

export function findItem(conversation: Conversation, id: ItemId): Item | undefined {
  return conversation.find((item) => item.id === id)
}

/** The id of the item before `id`, null for the first (and for one that is not there). */
export function previousItemId(conversation: Conversation, id: ItemId): ItemId | null {
  const index = conversation.findIndex((item) => item.id === id)
  return conversation[index - 1]?.id ?? null
}

export function lastItemId(conversation: Conversation): ItemId | null {
  return conversation.at(-1)?.id ?? null
}

/** Puts the item behind `after`; null puts it first. `after` must be there. */
export function insertItem(conversation: Conversation, item: Item, after: ItemId | null): Conversation {
  const index = after === null ? 0 : conversation.findIndex((each) => each.id === after) + 1
  return [...conversation.slice(0, index), item, ...conversation.slice(index)]
}

export function appendItem(conversation: Conversation, item: Item): Conversation {
  return [...conversation, item]
}

export function replaceItem(conversation: Conversation, item: Item): Conversation {
  return conversation.map((each) => (each.id === item.id ? item : each))
}

export function removeItem(conversation: Conversation, id: ItemId): Conversation {
  return conversation.filter((item) => item.id !== id)
}

/** How much text there is to keep, images and arguments of functions with it. */
export function charactersOf(items: readonly (Item | NewItem)[]): number {
  return items.reduce((sum, item) => sum + charactersOfItem(item), 0)
}

function charactersOfItem(item: Item | NewItem): number {
  if (item.type === 'tool-call') return item.arguments.length
  if (item.type === 'tool-output') return item.output.length
  if (item.type === 'server-call') return item.arguments.length + (item.output?.length ?? 0)
  if (item.type === 'approval-request') return item.arguments.length
  if (item.type === 'approval-response') return item.reason?.length ?? 0
  // Bounded where it is asked for.
  if (item.type === 'tool-list') return 0
  let sum = 0
  for (const part of item.content) sum += part.type === 'image' ? part.url.length : part.type === 'text' ? part.text.length : (part.transcript?.length ?? 0)
  return sum
}
