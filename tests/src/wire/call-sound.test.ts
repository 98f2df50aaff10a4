import { openScriptedGateway } from '@sidetone/server/replay/scripted-gateway.js'
import { expect, it } from 'vitest'

it('on a call audio travels in no message, and what was not heard of it is dropped when the user speaks', async () => {
  const script = {
    session: { sound: 'beside' as const },
    recogniser: [{ text: 'stop' }],
    languageModel: {
      calls: [
        { user: 'hello', answer: ['A long answer that goes on and on and on.'] },
        { user: 'stop', answer: ['Good.'] },
      ],
    },
  }
  const { client, ear, pass, assertScriptFollowed } = openScriptedGateway({ script })
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] } })
  client.send({ type: 'response.create' })
  await pass(400)
  const before = ear.played.length
  expect(before).toBeGreaterThan(0)
  expect(ear.played).not.toContain('cleared')
  const speak = async (ms: number, loudness: number) => {
    for (let sentMs = 0; sentMs < ms; sentMs += 20) {
      const tone = Int16Array.from({ length: 480 }, (_, index) => Math.round(loudness * Math.sin((2 * Math.PI * 400 * index) / 24_000)))
      ear.speak(new Uint8Array(tone.buffer))
      await pass(20)
    }
  }
  await speak(600, 26_000)
  expect(ear.played).toContain('cleared')
  await speak(1_000, 0)
  expect(ear.played.at(-1)).toBeInstanceOf(Uint8Array)
  expect(client.received.map(({ type }) => type)).not.toContain('response.output_audio.delta')
  assertScriptFollowed()
})
