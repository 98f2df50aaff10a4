import { describe } from 'vitest'
import { type Row, refuses } from '../openai-realtime/fixtures/refused.suite.js'
import { update } from './fixtures/client-events.js'
import { openaiRealtimeBeta } from './index.js'

const unknown = (title: string, event: object, param: string): Row => [title, event, 'unknown_parameter', param, `Unknown parameter: '${param}'.`]

const general: readonly Row[] = [
  unknown('a session with a type', update({ type: 'realtime', instructions: 'Be brief.' }), 'session.type'),
  unknown('nested audio settings', update({ audio: { output: { voice: 'ash' } } }), 'session.audio'),
  unknown('output modalities', update({ output_modalities: ['audio'] }), 'session.output_modalities'),
  unknown('a truncation', update({ truncation: 'auto' }), 'session.truncation'),
  unknown('output modalities of a response', { type: 'response.create', response: { output_modalities: ['text'] } }, 'response.output_modalities'),
  unknown('nested audio of a response', { type: 'response.create', response: { audio: { output: { voice: 'ash' } } } }, 'response.audio'),
  [
    'what an assistant said, by its later name',
    { type: 'conversation.item.create', event_id: 'i', item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] } },
    'invalid_value',
    'item.content[0].type',
    "Invalid value: 'output_text'. Supported values are: 'text'.",
  ],
]

const wrong: readonly Row[] = [
  ['no JSON', '{"type":', 'invalid_json', null, 'The message could not be parsed as JSON.'],
  [
    'an unknown format',
    update({ input_audio_format: 'opus' }),
    'invalid_value',
    'session.input_audio_format',
    "Invalid value: 'opus'. Supported values are: 'pcm16', 'g711_ulaw', and 'g711_alaw'.",
  ],
  [
    'a format as an object',
    update({ output_audio_format: { type: 'audio/pcm', rate: 24_000 } }),
    'invalid_type',
    'session.output_audio_format',
    "Invalid type for 'session.output_audio_format': expected a string, but got an object instead.",
  ],
  [
    'speech without its transcript',
    update({ modalities: ['audio'] }),
    'invalid_value',
    'session.modalities',
    "Invalid modalities: ['audio']. Supported combinations are: ['text'] and ['audio', 'text'].",
  ],
  [
    'a temperature out of bounds',
    update({ temperature: 0.5 }),
    'decimal_below_min_value',
    'session.temperature',
    "Invalid 'session.temperature': decimal below minimum value. Expected a value >= 0.6, but got 0.5 instead.",
  ],
  [
    'turn detection without a type',
    update({ turn_detection: { threshold: 0.5 } }),
    'missing_required_parameter',
    'session.turn_detection.type',
    "Missing required parameter: 'session.turn_detection.type'.",
  ],
  [
    'a transcription without a model',
    update({ input_audio_transcription: { language: 'en' } }),
    'missing_required_parameter',
    'session.input_audio_transcription.model',
    "Missing required parameter: 'session.input_audio_transcription.model'.",
  ],
  ['no session', { type: 'session.update' }, 'missing_required_parameter', 'session', "Missing required parameter: 'session'."],
]

describe('a client that mixes the beta with the later API and sends', () => refuses(general, openaiRealtimeBeta))
describe('a client of the beta that sends', () => refuses(wrong, openaiRealtimeBeta))

describe('a client of the later API that mixes in the beta and sends', () =>
  refuses([
    ['a flat session', update({ modalities: ['text'] }), 'missing_required_parameter', 'session.type', "Missing required parameter: 'session.type'."],
    unknown('flat settings', update({ type: 'realtime', voice: 'ash' }), 'session.voice'),
    unknown('flat options of a response', { type: 'response.create', response: { modalities: ['text'] } }, 'response.modalities'),
  ]))
