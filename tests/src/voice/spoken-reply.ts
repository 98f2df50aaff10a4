import { samplesOf } from '../support/speech.js'
import { openWireClient } from '../support/wire-client.js'

export interface SpokenReply {
  readonly transcript: string
  /** PCM16 at 24 kHz, as it came over the wire. */
  readonly samples: Int16Array
}

/**
 * One written question in a session of its own, answered by voice. Resolves as soon as the answer has begun, so that several can be spoken at once although
 * the scripted model answers in order.
 */
export async function beginSpokenReply(realtimeUrl: string, question: string, voice: string): Promise<{ reply: Promise<SpokenReply> }> {
  const { log, send, close } = openWireClient(realtimeUrl)
  await log.next('session.created')
  send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice } } } })
  send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] } })
  send({ type: 'response.create' })
  await log.next('response.output_audio_transcript.delta')
  const ended = async (): Promise<SpokenReply> => {
    const { response } = await log.next('response.done')
    close()
    if (response.status !== 'completed') throw new Error(`The reply to "${question}" was ${JSON.stringify(response.status_details)}.`)
    return { transcript: response.output[0].content[0].transcript, samples: samplesOf(log.of('response.output_audio.delta')) }
  }
  return { reply: ended() }
}
