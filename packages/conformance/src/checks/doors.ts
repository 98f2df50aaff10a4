import { Call } from '../call/call.js'
import type { Area, Bench, HttpAnswer, Scenario } from '../check.js'
import type { WireEvent } from '../contract.js'
import { message } from '../say.js'
import { base64Of } from '../speech/microphone.js'
import { expectLike, expectOrder, expectSame, expectThat, Failure, Unknown } from '../verdict.js'
import { dialled } from './connection.js'

/** Asks for an ephemeral key, at the address beside the WebSocket's. */
async function mint(bench: Bench, request: object): Promise<HttpAnswer> {
  const url = new URL(bench.options.url)
  url.protocol = url.protocol === 'wss:' ? 'https:' : 'http:'
  url.pathname = `${url.pathname.replace(/\/$/, '')}/client_secrets`
  url.search = ''
  const { apiKey, headers } = bench.options
  return bench.post(url, JSON.stringify(request), { ...headers, 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) })
}

const minted: Scenario<WireEvent> = async (bench) => {
  const { model } = bench.options
  const { status, body } = await mint(bench, { session: { type: 'realtime', ...(model === undefined ? {} : { model }), instructions: 'Bound to the key.' } })
  if (status !== 200) throw new Failure(`POST client_secrets was answered with HTTP ${status}`, ['200'], [String(status)])
  return body
}

export const clientSecrets: Area = {
  name: 'Ephemeral keys',
  checks: [
    {
      id: 'RT-1.5-mint',
      title: 'POST client_secrets gives value, expires_at and the whole session',
      standing: 'recorded',
      async run(bench) {
        const body = await bench.played(minted)
        expectThat(/^ek_/.test(body.value), 'the value does not start with ek_')
        expectSame('the type of expires_at', typeof body.expires_at, 'number')
        expectLike('session', body.session, { type: 'realtime', object: 'realtime.session', expires_at: 0, instructions: 'Bound to the key.' })
      },
    },
    {
      id: 'RT-1.5-connect',
      title: 'The key opens a session as subprotocol and as header, with the configuration it is bound to',
      standing: 'documented',
      async run(bench) {
        const { value } = await bench.played(minted)
        for (const options of [{ key: null, subprotocols: ['realtime', `openai-insecure-api-key.${value}`] }, { key: value }]) {
          const call = await dialled(bench, options)
          expectSame('the instructions', (await call.until('session.created')).session.instructions, 'Bound to the key.')
        }
      },
    },
    {
      id: 'RT-1.5-lifetime',
      title: 'A lifetime from 10 to 7,200 seconds is taken, and needs an anchor; others are HTTP 400',
      standing: 'documented',
      async run(bench) {
        const status = async (expires_after: object) => (await mint(bench, { expires_after })).status
        expectSame('the status for 10 s', await status({ anchor: 'created_at', seconds: 10 }), 200)
        expectSame('the status for 9 s', await status({ anchor: 'created_at', seconds: 9 }), 400)
        expectSame('the status for 7,201 s', await status({ anchor: 'created_at', seconds: 7201 }), 400)
        expectSame('the status without an anchor', await status({ seconds: 60 }), 400)
      },
    },
  ],
}

/** A transcription session, which only hears. */
async function openTranscription(bench: Bench): Promise<{ call: Call; created: WireEvent }> {
  const call = await dialled(bench, { query: 'intent=transcription' })
  const created = await call.until('session.created')
  if (created.session.type !== 'transcription') throw new Failure(`session.type is ${created.session.type}`, ['transcription'], [String(created.session.type)])
  return { call, created }
}

export const transcription: Area = {
  name: 'Transcription sessions',
  checks: [
    {
      id: 'RT-1.9-session',
      title: 'intent=transcription opens a session of that type, without the fields of a reply',
      standing: 'documented',
      async run(bench) {
        const { created } = await openTranscription(bench)
        expectSame('session.object', created.session.object, 'realtime.transcription_session')
        for (const field of ['instructions', 'tools', 'output_modalities']) expectThat(!(field in created.session), `the session has ${field}`)
      },
    },
    {
      id: 'RT-1.9-transcript',
      title: 'Committed speech is transcribed, and no response follows',
      standing: 'documented',
      async run(bench) {
        const { call } = await openTranscription(bench)
        const model = bench.options.transcriptionModel ?? 'gpt-4o-mini-transcribe'
        call.send({ type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: { model }, turn_detection: null } } } })
        await call.until('session.updated')
        call.send({ type: 'input_audio_buffer.append', audio: base64Of(bench.speech) })
        call.send({ type: 'input_audio_buffer.commit' })
        await call.until('input_audio_buffer.committed')
        const { transcript } = await call.seen(0, 'conversation.item.input_audio_transcription.completed')
        expectThat(transcript.trim().length > 0, 'nothing was recognised in the speech')
        await call.settle()
        expectThat(!call.events.some(({ type }) => type.startsWith('response.')), 'a response came')
      },
    },
    {
      id: 'RT-1.9-refuses',
      title: 'It refuses response.create and an update of the other type, and lives on',
      standing: 'reading',
      async run(bench) {
        const { call } = await openTranscription(bench)
        call.send({ type: 'response.create' })
        await call.until('error')
        call.send({ type: 'session.update', session: { type: 'realtime' } })
        await call.until('error')
        await call.settle()
      },
    },
  ],
}

/** What a client of the beta dialect meets: that dialect, or the documented refusal. */
const betaDoor: Scenario<Call> = async (bench) => {
  const call = await bench.dial({ headers: { 'openai-beta': 'realtime=v1' } })
  if (!(call instanceof Call)) throw new Failure(`the upgrade was refused with HTTP ${call.httpStatus}`)
  return call
}

export const beta: Area = {
  name: 'Beta dialect',
  checks: [
    {
      id: 'RT-10-door',
      title: 'A beta client gets the beta dialect, or an error and close code 4000; never the present names',
      standing: 'reading',
      async run(bench) {
        const call = await betaDoor(bench)
        const first = await call.until('session.created').catch(() => null)
        if (first === null) {
          expectSame('the close code', (await call.untilClosed()).code, 4000)
          expectSame(
            'the events',
            call.events.map(({ type }) => type),
            ['error'],
            call.events,
          )
          return
        }
        expectThat('modalities' in first.session && !('output_modalities' in first.session), 'the session has the present shape', [first])
      },
    },
    {
      id: 'RT-10.2-text-turn',
      title: 'A text turn in the beta dialect comes with its names, in its recorded order',
      standing: 'recorded',
      async run(bench) {
        const call = await betaDoor(bench)
        const first = await call.until('session.created').catch(() => null)
        if (first === null) throw new Unknown('not-applicable', 'this server refuses the beta dialect')
        if (!('modalities' in first.session)) throw new Failure('the session has the present shape', ['modalities'], Object.keys(first.session))
        call.send(message('Say hello.'))
        call.send({ type: 'response.create', response: { modalities: ['text'] } })
        await call.until('response.done')
        const events = call.events.filter(({ type }) => !type.endsWith('.delta') && type !== 'rate_limits.updated')
        expectOrder('the events', events, [
          'session.created',
          'conversation.created',
          'conversation.item.created',
          'response.created',
          'response.output_item.added',
          'conversation.item.created',
          'response.content_part.added',
          'response.text.done',
          'response.content_part.done',
          'response.output_item.done',
          'response.done',
        ])
      },
    },
  ],
}
