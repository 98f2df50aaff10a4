import type { ItemId, ReplyId } from './ids.js'
import type { NewItem } from './items.js'
import type { ReplyOptions } from './replies.js'
import type { SettingsPatch } from './settings.js'

/** What a client orders. `commandId` is the client's own name for the order; an error answers with it. */
export type Command =
  | { type: 'append-audio'; commandId?: string; audio: Uint8Array }
  | { type: 'update-settings'; commandId?: string; patch: SettingsPatch }
  | { type: 'commit-turn'; commandId?: string }
  | { type: 'clear-audio'; commandId?: string }
  /** `audio`: the speech of a user's item, in the session's input format. Where it comes without its words it is recognised. */
  | { type: 'add-item'; commandId?: string; item: NewItem; audio?: Uint8Array; after: { at: 'end' } | { at: 'start' } | { at: 'item'; id: ItemId } }
  | { type: 'retrieve-item'; commandId?: string; itemId: ItemId }
  | { type: 'truncate-item'; commandId?: string; itemId: ItemId; contentIndex: number; audioEndMs: number }
  | { type: 'delete-item'; commandId?: string; itemId: ItemId }
  | { type: 'create-reply'; commandId?: string; options: ReplyOptions }
  | { type: 'cancel-reply'; commandId?: string; replyId?: ReplyId }
  /** What is not yet heard of the reply is dropped, where sound travels beside the messages. */
  | { type: 'clear-playback'; commandId?: string }
  /** What was said is still worked on, then the session ends. No order is taken any more. */
  | { type: 'end-session'; commandId?: string }
