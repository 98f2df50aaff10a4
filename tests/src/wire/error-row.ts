/** Where the session stands when the message comes: nothing said yet, one spoken reply behind it (`item_R00000` asked, `item_R00002` answered), or in mid-reply. */
export type Situation = 'new' | 'has-spoken' | 'replying'

/** One mistake of a client and what it is told. The client's `event_id` is `mistake` and comes back, unless the row says otherwise. */
export interface ErrorRow {
  readonly when: string
  readonly situation?: Situation
  /** Sent first, without any error. */
  readonly before?: readonly object[]
  readonly send: object | string
  readonly code: string | null
  readonly param: string | null
  readonly message: RegExp | string
  readonly eventId?: string | null
  /** Sent behind, so that a text turn is possible. */
  readonly after?: readonly object[]
}

export const update = (session: object) => ({ type: 'session.update', session: { type: 'realtime', ...session } })
export const userItem = (content: object[], more: object = {}) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content },
  ...more,
})
export const textItem = (more: object = {}) => userItem([{ type: 'input_text', text: 'Hi.' }], more)
export const silence = (bytes: number) => Buffer.alloc(bytes).toString('base64')
export const truncate = (more: object) => ({ type: 'conversation.item.truncate', item_id: 'item_R00002', content_index: 0, audio_end_ms: 0, ...more })
