import type { Area, Bench } from '../check.js'
import type { WireEvent } from '../contract.js'
import { message, respond, respondInText, update } from '../say.js'
import { connected, longReply, untilDone } from '../scenarios.js'
import { expectLike, expectSame, expectThat } from '../verdict.js'

const pcm24 = { type: 'audio/pcm', rate: 24_000 }

/** Applies an update and gives the session as it is told then. */
async function updated(bench: Bench, ...sessions: object[]): Promise<WireEvent['session']> {
  const call = await bench.open()
  for (const session of sessions) call.send(update(session))
  let told = await call.until('session.updated')
  for (let more = 1; more < sessions.length; more++) told = await call.until('session.updated')
  return told.session
}

const wrongUpdate = update({ instructions: 'This must not be applied.', audio: { output: { speed: 99 } } })

export const session: Area = {
  name: 'Session',
  checks: [
    {
      id: 'RT-3.1-defaults',
      title: 'A new session has the recorded defaults, 200 ms of silence among them',
      standing: 'recorded',
      async run(bench) {
        const { created } = await bench.played(connected)
        expectLike('session', created.session, {
          type: 'realtime',
          object: 'realtime.session',
          output_modalities: ['audio'],
          tools: [],
          tool_choice: 'auto',
          max_output_tokens: 'inf',
          tracing: null,
          truncation: 'auto',
          prompt: null,
          include: null,
          audio: {
            input: {
              format: pcm24,
              transcription: null,
              noise_reduction: null,
              turn_detection: {
                type: 'server_vad',
                threshold: 0.5,
                prefix_padding_ms: 300,
                silence_duration_ms: 200,
                idle_timeout_ms: null,
                create_response: true,
                interrupt_response: true,
              },
            },
            output: { format: pcm24, speed: 1 },
          },
        })
      },
    },
    {
      id: 'RT-3.1-model',
      title: 'The model asked for in the address is the model of the session',
      standing: 'documented',
      async run(bench) {
        const { created } = await bench.played(connected)
        const asked = bench.options.model ?? new URL(bench.options.url).searchParams.get('model')
        if (asked === null) expectSame('the type of session.model', typeof created.session.model, 'string')
        else expectThat(String(created.session.model).startsWith(asked), `session.model is ${created.session.model}, expected ${asked}`)
      },
    },
    {
      id: 'RT-3.3-partial-update',
      title: 'An update changes the fields it names, at any depth, and leaves the others',
      standing: 'documented',
      async run(bench) {
        const told = await updated(
          bench,
          { audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 640 } } } },
          { audio: { output: { speed: 1.25 } } },
        )
        expectLike('session.audio', told.audio, {
          input: { format: pcm24, turn_detection: { type: 'server_vad', silence_duration_ms: 640 } },
          output: { format: pcm24, speed: 1.25 },
        })
      },
    },
    {
      id: 'RT-3.3-clear',
      title: 'An empty string, an empty list and null clear what was set',
      standing: 'documented',
      async run(bench) {
        const tools = [{ type: 'function', name: 'a', parameters: { type: 'object', properties: {} } }]
        const set = { instructions: 'Be brief.', tools, audio: { input: { noise_reduction: { type: 'near_field' } } } }
        const told = await updated(bench, set, { instructions: '', tools: [], audio: { input: { noise_reduction: null, turn_detection: null } } })
        expectLike('session', told, { instructions: '', tools: [], audio: { input: { noise_reduction: null, turn_detection: null } } })
      },
    },
    {
      id: 'RT-3.3-echo',
      title: 'session.updated repeats tools and turn detection in full, interrupt_response included',
      standing: 'reading',
      async run(bench) {
        const tool = { type: 'function', name: 'a', description: 'Nothing.', parameters: { type: 'object', properties: {} } }
        const told = await updated(bench, { tools: [tool], audio: { input: { turn_detection: { type: 'server_vad', interrupt_response: false } } } })
        expectLike('session.audio.input.turn_detection', told.audio.input.turn_detection, {
          type: 'server_vad',
          interrupt_response: false,
          create_response: true,
        })
        expectLike('session.tools[0]', told.tools[0], tool)
      },
    },
    {
      id: 'RT-3.3-atomic',
      title: 'An update with one wrong field is one error, and nothing of it is applied',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(wrongUpdate)
        await call.until('error')
        await call.settle()
        const told = call.events.filter(({ type }) => type === 'session.updated')
        expectSame('the number of session.updated', told.length, 1, call.events)
        expectThat(told[0]?.session.instructions !== wrongUpdate.session.instructions, 'the instructions of a refused update were applied')
        expectSame('the number of errors', call.events.filter(({ type }) => type === 'error').length, 1, call.events)
      },
    },
    {
      id: 'RT-3.3-two-early-updates',
      title: 'Two updates sent before session.created has come are both answered, behind it',
      standing: 'reading',
      async run(bench) {
        const call = await bench.dial()
        expectThat('send' in call, 'the upgrade was refused')
        call.send(update({ tracing: null }))
        call.send(update({ instructions: 'Be brief.' }))
        await call.until('session.updated')
        await call.until('session.updated')
        expectSame(
          'the events',
          call.events.map(({ type }) => type),
          ['session.created', 'session.updated', 'session.updated'],
          call.events,
        )
      },
    },
    {
      id: 'RT-3.3-during-response',
      title: 'An update during a response is answered at once and leaves the response alone',
      standing: 'documented',
      async run(bench) {
        const { call, created } = await longReply(bench)
        call.send(update({ instructions: 'Be brief from now on.' }))
        await call.until('session.updated')
        call.send({ type: 'response.cancel' })
        await call.until('response.done', ({ response }) => response.id === created.response.id)
        expectSame('the instructions', call.events.findLast(({ type }) => type === 'session.updated')?.session.instructions, 'Be brief from now on.')
      },
    },
    {
      id: 'RT-3.3-voice-frozen',
      title: 'Another voice after the assistant has spoken is refused with cannot_update_voice; the same voice is taken',
      standing: 'reading',
      async run(bench) {
        const call = await bench.open()
        const { voice } = call.events[0]?.session.audio.output ?? {}
        call.send(message('Say hello.'))
        call.send(respond())
        await untilDone(call)
        call.send(update({ audio: { output: { voice } } }))
        await call.until('session.updated')
        call.send(update({ audio: { output: { voice: voice === 'echo' ? 'ash' : 'echo' } } }))
        expectSame('the code of the error', (await call.until('error')).error.code, 'cannot_update_voice')
      },
    },
    {
      id: 'RT-3.3-type-fixed',
      title: 'A session cannot change its type',
      standing: 'reading',
      async run(bench) {
        const call = await bench.open()
        call.send({ type: 'session.update', session: { type: 'transcription' } })
        await call.until('error')
        await call.settle()
      },
    },
    {
      id: 'RT-8.2-g711',
      title: 'G.711 is taken and spoken, in both laws: one byte a sample at 8 kHz',
      standing: 'documented',
      async run(bench) {
        for (const type of ['audio/pcmu', 'audio/pcma']) {
          const call = await bench.open()
          call.send(update({ audio: { input: { format: { type }, turn_detection: null }, output: { format: { type } } } }))
          const { session: told } = await call.until('session.updated')
          expectLike('session.audio', told.audio, { input: { format: { type } }, output: { format: { type } } })
          // 100 ms, the least that can be committed, is 800 bytes.
          call.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(800, 0xd5).toString('base64') })
          call.send({ type: 'input_audio_buffer.commit' })
          await call.until('input_audio_buffer.committed')
          call.send(message('Say hello.'))
          call.send(respond())
          await untilDone(call)
          const bytes = call.events.reduce(
            (sum, event) => sum + (event.type === 'response.output_audio.delta' ? Buffer.from(event.delta, 'base64').length : 0),
            0,
          )
          expectThat(bytes > 800, `the reply has ${bytes} bytes of audio`)
        }
      },
    },
    {
      id: 'RT-8.3-text-on-audio-session',
      title: 'A response can be asked for in text in a session that speaks',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(message('Say hello.'))
        call.send(respondInText())
        const done = await untilDone(call)
        expectSame('the modalities', done.response.output_modalities, ['text'], [done])
        expectSame('the content', done.response.output[0]?.content?.[0]?.type, 'output_text', [done])
      },
    },
  ],
}
