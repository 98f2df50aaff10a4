import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVoiceClient, type OpenSocket, type Socket } from '@sidetone/client'
import { serverEventNames } from '@sidetone/protocol/openai-realtime'
import { readConversation } from '@sidetone/server/replay/conversation.js'
import { replay } from '@sidetone/server/replay/replay.js'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { sessionLogOf } from '../../../packages/console/dist/session-log/session-log.js'
import { conversationScript, conversationTest } from '../../../packages/console/dist/wire/conversation-test.js'
import { knownEvents } from '../../../packages/console/dist/wire/known-events.js'
import { ScriptedMicrophone, ScriptedSpeaker } from '../support/scripted-ears.js'
import { startTestServer } from '../support/sidetone.js'
import { spokenLine } from '../support/speech.js'

describe('the console', () => {
  it('knows every event of the server that comes over a WebSocket', () => {
    const overSockets = serverEventNames.filter((name) => !name.startsWith('output_audio_buffer.'))
    expect([...knownEvents.received].sort()).toEqual(overSockets.sort())
  })

  it('copies a session as a test that goes through the whole server as the session went', async () => {
    const line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    const server = await startTestServer({ script: { calls: [{ answer: ['I heard you well.'] }, { answer: ['Good day to you.'] }] } })
    const microphone = new ScriptedMicrophone()
    const openSocket: OpenSocket = (url, protocols) => new WebSocket(url, ['realtime', ...protocols]) as unknown as Socket
    const session = { audio: { input: { transcription: { model: 'default' } } } }
    const client = createVoiceClient({ url: server.url, openSocket, microphone, speaker: new ScriptedSpeaker(), session })
    const log = sessionLogOf(client)
    const answered = (text: string) =>
      new Promise<void>((resolve) => {
        const stop = client.onWire(({ event }) => {
          if (event.type !== 'response.done' || !JSON.stringify(event).includes(text)) return
          stop()
          resolve()
        })
      })
    try {
      await client.connect()
      const first = answered('I heard you well.')
      microphone.say(line.samples)
      await first
      const second = answered('Good day to you.')
      client.say('Hello.')
      await second
    } finally {
      client.disconnect()
      await server.close()
    }

    const files = conversationTest(log.entries, log.facts)
    expect(conversationScript(files)).not.toContain('input_audio_buffer.append')
    const folder = join(mkdtempSync(join(tmpdir(), 'sidetone-copied-')), 'copied')
    mkdirSync(folder)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { happenings, assertScriptFollowed } = await replay(readConversation(folder))
    assertScriptFollowed()
    const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type).filter((type) => told.has(type))
    const replayed = happenings.flatMap((happening) => ('event' in happening ? [happening.event] : []))
    expect(types(replayed)).toEqual(types(log.entries.flatMap(({ direction, event }) => (direction === 'received' ? [event] : []))))
  })
})

/** What does not depend on how fast a model is. */
const told = new Set([
  'session.created',
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'response.created',
  'response.done',
  'error',
])
