import type { WireEvent } from './contract.js'

/** Client events that many checks send. */
export const update = (session: object): WireEvent => ({ type: 'session.update', session: { type: 'realtime', ...session } })

export const message = (text: string, more: object = {}, id?: string): WireEvent => ({
  type: 'conversation.item.create',
  item: { ...(id === undefined ? {} : { id }), type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  ...more,
})

export const respond = (response: object = {}): WireEvent => ({ type: 'response.create', response })

export const respondInText = (response: object = {}): WireEvent => respond({ output_modalities: ['text'], ...response })

export const silence = (bytes: number): string => Buffer.alloc(bytes).toString('base64')

export const question = 'What can you do?'
export const atLength = 'Answer every question in at least ten long sentences.'
