import { type AudioFormat, durationMs } from '../../vocabulary/audio-format.js'
import type { AssistantPart, Item, ItemStatus, NewItem, UserPart } from '../../vocabulary/items.js'
import { base64, base64Bytes } from './base64.js'
import { writeServerCall, writeToolList } from './mcp.js'
import type { WireContent, WireItem, WireStatus } from './server-events.js'
import type { WireNewItem } from './wire.js'

type WireUserPart = Extract<WireNewItem, { role: 'user' }>['content'][number]

/** `inputFormat` says how many bytes of client audio make a second. */
export function readItem(item: WireNewItem, inputFormat: AudioFormat): NewItem {
  const named = item.id === undefined ? {} : { id: item.id }
  switch (item.type) {
    case 'function_call':
      return { type: 'tool-call', ...named, callId: item.call_id, name: item.name, arguments: item.arguments }
    case 'function_call_output':
      return { type: 'tool-output', ...named, callId: item.call_id, output: item.output }
    case 'mcp_approval_response':
      return { type: 'approval-response', ...named, approvalRequestId: item.approval_request_id, approve: item.approve, reason: item.reason ?? null }
    case 'message':
      switch (item.role) {
        case 'user':
          return { type: 'user-message', ...named, content: item.content.map((part) => readUserPart(part, inputFormat)) }
        case 'assistant':
          return { type: 'assistant-message', ...named, content: item.content.map(readAssistantPart) }
        case 'system':
          return { type: 'system-message', ...named, content: item.content.map(({ text }) => ({ type: 'text', text })) }
      }
  }
}

/** The speech of a user's item. */
export function readSpeech(item: WireNewItem): { audio?: Uint8Array } {
  if (item.type !== 'message' || item.role !== 'user') return {}
  const spoken = item.content.find((part) => part.type === 'input_audio')
  const audio = spoken?.audio ? base64.decode(spoken.audio) : null
  return audio ? { audio } : {}
}

type WireAssistantPart = Extract<WireNewItem, { role: 'assistant' }>['content'][number]

function readAssistantPart(part: WireAssistantPart): AssistantPart {
  return part.type === 'output_text' ? { type: 'text', text: part.text } : { type: 'audio', transcript: part.transcript }
}

function readUserPart(part: WireUserPart, inputFormat: AudioFormat): UserPart {
  switch (part.type) {
    case 'input_text':
      return { type: 'text', text: part.text }
    case 'input_audio':
      return { type: 'audio', transcript: part.transcript ?? null, durationMs: durationMs(inputFormat, base64Bytes(part.audio ?? '') ?? 0) }
    case 'input_image':
      return { type: 'image', url: part.image_url, detail: part.detail ?? 'auto' }
  }
}

export function writeItem(item: Item): WireItem {
  switch (item.type) {
    case 'user-message':
      return { id: item.id, type: 'message', status: writeStatus(item.status), role: 'user', content: item.content.map(writeUserPart) }
    case 'assistant-message':
      return { id: item.id, type: 'message', status: writeStatus(item.status), role: 'assistant', content: item.content.map(writeAssistantPart) }
    case 'system-message':
      return {
        id: item.id,
        type: 'message',
        status: writeStatus(item.status),
        role: 'system',
        content: item.content.map(({ text }) => ({ type: 'input_text', text })),
      }
    case 'tool-call':
      return { id: item.id, type: 'function_call', status: writeStatus(item.status), name: item.name, call_id: item.callId, arguments: item.arguments }
    case 'tool-output':
      return { id: item.id, type: 'function_call_output', call_id: item.callId, output: item.output }
    case 'tool-list':
      return writeToolList(item)
    case 'server-call':
      return writeServerCall(item)
    case 'approval-request':
      return { id: item.id, type: 'mcp_approval_request', server_label: item.server, name: item.name, arguments: item.arguments }
    case 'approval-response':
      return { id: item.id, type: 'mcp_approval_response', approval_request_id: item.approvalRequestId, approve: item.approve, reason: item.reason }
  }
}

/** With the audio of its first spoken part. */
export function writeItemWithAudio(item: Item, audio: Uint8Array): WireItem {
  const written = writeItem(item)
  if (written.type !== 'message') return written
  const spoken = written.content.findIndex((part) => part.type === 'input_audio' || part.type === 'output_audio')
  const content = written.content.map((part, index) => (index === spoken ? { ...part, audio: base64.encode(audio) } : part))
  return { ...written, content: content as WireContent[] }
}

function writeStatus(status: ItemStatus): WireStatus {
  return status === 'in-progress' ? 'in_progress' : status
}

function writeUserPart(part: UserPart): WireContent {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text }
    case 'audio':
      return { type: 'input_audio', transcript: part.transcript }
    case 'image':
      return { type: 'input_image', image_url: part.url, detail: part.detail }
  }
}

function writeAssistantPart(part: AssistantPart): WireContent {
  return part.type === 'text' ? { type: 'output_text', text: part.text } : { type: 'output_audio', transcript: part.transcript }
}
