import type { WireEvent } from '../support/wire-log.js'

const formats: { readonly [type: string]: string } = { 'audio/pcm': 'pcm16', 'audio/pcmu': 'g711_ulaw', 'audio/pcma': 'g711_alaw' }

/** A client's message as a client of the beta would write it. */
export function inBetaForm(message: object | string): object | string {
  if (typeof message === 'string') return message
  const event = message as WireEvent
  switch (event.type) {
    case 'session.update':
      return { ...event, session: betaSession(event.session) }
    case 'conversation.item.create':
      return { ...event, item: betaItem(event.item) }
    case 'response.create':
      return event.response ? { ...event, response: betaResponse(event.response) } : event
    default:
      return event
  }
}

function betaSession({ type: _, audio = {}, output_modalities, max_output_tokens, ...session }: WireEvent): object {
  const { input = {}, output = {} } = audio
  return defined({
    ...session,
    modalities: modalities(output_modalities),
    max_response_output_tokens: max_output_tokens,
    input_audio_format: formats[input.format?.type],
    input_audio_transcription: input.transcription,
    input_audio_noise_reduction: input.noise_reduction,
    turn_detection: input.turn_detection,
    output_audio_format: formats[output.format?.type],
    voice: output.voice,
    speed: output.speed,
  })
}

function betaResponse({ audio = {}, output_modalities, input, ...response }: WireEvent): object {
  const { format, voice } = audio.output ?? {}
  return defined({ ...response, modalities: modalities(output_modalities), input: input?.map(betaItem), output_audio_format: formats[format?.type], voice })
}

function betaItem(item: WireEvent): object {
  const content = item.content?.map((part: WireEvent) => (part.type === 'output_text' ? { ...part, type: 'text' } : part))
  return defined({ ...item, content })
}

function modalities(named: readonly string[] | undefined): string[] | undefined {
  return named && (named[0] === 'audio' ? ['audio', 'text'] : ['text'])
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
