import { type Happening, replay } from '@sidetone/server/replay/replay.js'
import { describe, expect, it } from 'vitest'
import type { WireEvent } from '../support/wire-log.js'
import { expectBetaRules } from './beta-rules.js'
import { inBetaForm } from './in-beta-form.js'
import { readConversations } from './read-conversations.js'

const names: { readonly [name: string]: readonly string[] } = {
  'session.created': ['session.created', 'conversation.created'],
  'conversation.item.added': ['conversation.item.created'],
  'conversation.item.done': [],
  'response.created': ['response.created', 'rate_limits.updated'],
  'rate_limits.updated': [],
  'response.output_text.delta': ['response.text.delta'],
  'response.output_text.done': ['response.text.done'],
  'response.output_audio_transcript.delta': ['response.audio_transcript.delta'],
  'response.output_audio_transcript.done': ['response.audio_transcript.done'],
  'response.output_audio.delta': ['response.audio.delta'],
  'response.output_audio.done': ['response.audio.done'],
}

/** What these conversations use, and the beta form does not have. */
const otherwise: { readonly [conversation: string]: string } = {
  'pcm16-at-16-khz': 'another rate of PCM',
  'function-named-by-the-client': 'parallel_tool_calls',
  'history-written-by-the-client': 'speech of the assistant that a client writes',
  'prompt-template': 'a prompt for one response',
  'summary-gives-way': 'truncation',
  'transcription-manual-commit': 'a transcription session',
  'transcription-session': 'a transcription session',
  'translation-session': 'a translation session',
  'truncation-disabled': 'truncation',
  'truncation-with-summary': 'truncation',
  'call-heard-to-the-end': 'a call',
  'call-interrupted': 'a call',
  'call-interrupted-after-the-reply': 'a call',
  'call-stopped-by-the-client': 'a call',
}

const conversations = readConversations().filter(({ name, script }) => script.dialect === undefined && !(name in otherwise))

function toldIn(happenings: readonly Happening[]): { atMs: number; event: WireEvent }[] {
  return happenings.flatMap((happening) => ('event' in happening ? [happening] : []))
}

describe('each recorded conversation goes the same way in the beta form', () => {
  it.each(conversations.map((conversation) => [conversation.name, conversation] as const))('%s', async (_, conversation) => {
    const general = await replay(conversation)
    const beta = await replay(
      { ...conversation, script: { ...conversation.script, dialect: 'openai-realtime-beta' } },
      { change: (message) => [inBetaForm(message)] },
    )
    const expected = toldIn(general.happenings).flatMap(({ atMs, event }) => (names[event.type] ?? [event.type]).map((type) => [atMs, type]))
    const events = toldIn(beta.happenings)
    expect(events.map(({ atMs, event }) => [atMs, event.type])).toEqual(expected)
    expectBetaRules(events.map(({ event }) => event))
    beta.assertScriptFollowed()
  })
})
