import type { AudioFormat } from '../../vocabulary/audio-format.js'
import type { ReplyOptions, ReplySnapshot, ReplyStatus, Usage } from '../../vocabulary/replies.js'
import { readAudioFormat, writeAudioFormat } from './audio-formats.js'
import { wireError } from './errors.js'
import { readInterruption } from './interruption.js'
import { readItem, writeItem } from './items.js'
import { readToolChoice, readToolServers } from './mcp.js'
import type { WireResponse, WireStatusDetails, WireUsage } from './server-events.js'
import { present, readMaxOutputTokens, readPrompt, readTools, readVoice, writeMaxOutputTokens } from './session.js'
import type { WireResponseOptions } from './wire.js'

export function readResponse(response: WireResponseOptions, inputFormat: AudioFormat): ReplyOptions {
  const { format, voice } = response.audio?.output ?? {}
  return present<ReplyOptions>({
    conversation: response.conversation === 'auto' ? 'default' : response.conversation,
    input: response.input?.map((item) => (item.type === 'item_reference' ? { type: 'item-reference', id: item.id } : readItem(item, inputFormat))),
    instructions: response.instructions,
    modality: response.output_modalities,
    tools: response.tools && readTools(response.tools),
    toolServers: response.tools && readToolServers(response.tools),
    toolChoice: response.tool_choice && readToolChoice(response.tool_choice),
    maxOutputTokens: response.max_output_tokens && readMaxOutputTokens(response.max_output_tokens),
    outputFormat: format && readAudioFormat(format),
    voice: voice === undefined ? undefined : readVoice(voice),
    metadata: response.metadata,
    interruption: readInterruption(response.metadata),
    prompt: response.prompt && readPrompt(response.prompt),
    reasoningEffort: response.reasoning && (response.reasoning.effort ?? null),
    parallelToolCalls: response.parallel_tool_calls,
  })
}

/** `conversationId` is that of the session's one conversation. */
export function writeResponse(reply: ReplySnapshot, conversationId: string | null): WireResponse {
  return {
    object: 'realtime.response',
    id: reply.id,
    status: reply.status.phase === 'in-progress' ? 'in_progress' : reply.status.phase,
    status_details: writeStatusDetails(reply.status),
    output: reply.output.map(writeItem),
    conversation_id: reply.outOfBand ? null : conversationId,
    output_modalities: [reply.modality] as ['audio'] | ['text'],
    max_output_tokens: writeMaxOutputTokens(reply.maxOutputTokens),
    audio: { output: { format: writeAudioFormat(reply.outputFormat), voice: reply.voice } },
    usage: reply.usage && writeUsage(reply.usage),
    metadata: reply.metadata,
  }
}

function writeStatusDetails(status: ReplyStatus): WireStatusDetails {
  switch (status.phase) {
    case 'in-progress':
    case 'completed':
      return null
    case 'cancelled':
      return { type: 'cancelled', reason: status.because === 'turn-detected' ? 'turn_detected' : 'client_cancelled' }
    case 'incomplete':
      return { type: 'incomplete', reason: status.because === 'max-output-tokens' ? 'max_output_tokens' : 'content_filter' }
    case 'failed': {
      const { type, code } = wireError(status.code)
      return { type: 'failed', error: { type, code, message: status.message } }
    }
  }
}

function writeUsage(usage: Usage): WireUsage {
  const inputTokens = usage.inputTextTokens + usage.inputAudioTokens + usage.inputImageTokens
  const outputTokens = usage.outputTextTokens + usage.outputAudioTokens
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: usage.inputTextTokens,
      audio_tokens: usage.inputAudioTokens,
      image_tokens: usage.inputImageTokens,
      cached_tokens: usage.cachedTextTokens,
      cached_tokens_details: { text_tokens: usage.cachedTextTokens, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: usage.outputTextTokens, audio_tokens: usage.outputAudioTokens },
  }
}
