import { isTest, lineAt } from './sources.mjs'

// The words of a wire live in the folder of its dialect and in clients of it. Elsewhere we use our own.
const wireWords = [
  'input_audio_buffer',
  'output_audio_buffer',
  'conversation.item.',
  'conversation.created',
  'response.create',
  'response.cancel',
  'response.created',
  'response.done',
  'response.output_',
  'response.audio',
  'response.text.',
  'response.content_part',
  'response.function_call_arguments',
  'session.update',
  'session.created',
  'rate_limits.updated',
  'input_audio_transcription',
  'audio_end_ms',
  'previous_item_id',
]

const mayHoldThem = [
  'packages/protocol/src/dialects/',
  'packages/conformance/',
  'packages/server/src/cli/talk/',
  'packages/server/src/replay/',
  'packages/client/',
  'packages/console/',
]

const pattern = new RegExp(wireWords.map((word) => word.replaceAll('.', '\\.')).join('|'), 'g')

export function checkWords(sources) {
  return sources
    .filter(({ file }) => !isTest(file) && !mayHoldThem.some((folder) => file.startsWith(folder)))
    .flatMap(({ file, text }) =>
      [...text.matchAll(pattern)].map((match) => ({
        file,
        line: lineAt(text, match.index),
        problem: `"${match[0]}" is a word of a wire; it belongs in its dialect`,
      })),
    )
}
