import type { Fact } from '../session-log/fact.js'
import type { WireEntry } from '../session-log/wire-entry.js'

type Fields = Readonly<Record<string, unknown>>

/** The files of one folder of the repository's `conversations/`, by name. */
export type ConversationFiles = { readonly [file: string]: string }

/** A turn ends so long behind its voice where the server does not say. */
const usualQuietMs = 600
const leastVoiceMs = 400
const gapMs = 200

/**
 * What the client did in its last session, as a conversation that `tests` plays through the whole server with scripted models: speech as a tone as long as it was, transcripts and
 * answers as they were told. It holds neither audio nor names that the server had made up.
 */
export function conversationTest(kept: readonly WireEntry[], keptFacts: readonly Fact[]): ConversationFiles {
  const entries = kept.slice(
    Math.max(
      0,
      kept.findLastIndex(({ event }) => event.type === 'session.created'),
    ),
  )
  const startedAtMs = entries[0]?.atMs ?? 0
  const facts = keptFacts.filter(({ atMs }) => atMs >= startedAtMs)
  const { messages, speech, endMs } = playable(entries, facts, startedAtMs)
  const lines = [
    ...messages.map(({ atMs, message }) => ({ atMs, from: 'client', message })),
    ...audioLines(speech, endMs),
    { atMs: endMs, from: 'client', leaves: true },
  ].sort((a, b) => a.atMs - b.atMs)
  // How often a turn is recognised while it is said depends on the machine: what is said has a time instead.
  const words = speech.flatMap(({ fromMs, text }) => (text === null ? [] : [{ fromMs, text }]))
  const calls = answers(entries).map((answer) => ({ answer }))
  const script = {
    ...(words.length > 0 && { words }),
    ...(calls.length > 0 && { languageModel: { calls } }),
    // The model is asked for what was answered, and for nothing ahead of its time.
    session: { speculation: 'transcription' },
  }
  return {
    'README.md': 'A conversation of the console goes as it went there.\n',
    'timeline.jsonl': `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    'script.json': `${JSON.stringify(script, null, 2)}\n`,
  }
}

/** A Node script that writes the folder, with what to do next. */
export function conversationScript(files: ConversationFiles): string {
  return `// Writes a conversation of the console as a test. In a clone of Sidetone:
//   node THIS_FILE.mjs
//   UPDATE_CONVERSATIONS=1 npx vitest run tests/dist/replay    writes down what happens: read expected.jsonl before you keep it
//   npx vitest run tests/dist/replay                            from then on
import { mkdirSync, writeFileSync } from 'node:fs'

const folder = 'conversations/regressions/from-the-console'
const files = ${JSON.stringify(files, null, 2)}

mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(files)) writeFileSync(\`\${folder}/\${name}\`, text)
console.log(\`Written: \${folder}\`)
`
}

/** What means the same to another session. Audio comes as speech; names of the server's making would be unknown there. */
function replayable({ event }: WireEntry): Fields[] {
  const { type } = event
  if (type === 'input_audio_buffer.append' || type.startsWith('sidetone.')) return []
  if (type === 'conversation.item.truncate' || type === 'conversation.item.retrieve' || type === 'conversation.item.delete') return []
  const { response_id: _, previous_item_id: __, ...rest } = event
  return [rest]
}

interface Speech {
  readonly fromMs: number
  readonly toMs: number
  /** null: nobody wrote it down. */
  readonly text: string | null
}

interface Playable {
  readonly messages: readonly { readonly atMs: number; readonly message: Fields }[]
  readonly speech: readonly Speech[]
  readonly endMs: number
}

/** The client's side at times that can be played: what came behind the end of a turn comes behind it again, also where the turn takes longer now. */
function playable(entries: readonly WireEntry[], facts: readonly Fact[], startedAtMs: number): Playable {
  const messages: { atMs: number; message: Fields }[] = []
  const speech: Speech[] = []
  const texts = new Map(facts.flatMap((fact) => (fact.type === 'transcript' ? [[fact.itemId, fact.text] as const] : [])))
  let laterMs = 0
  let startedMs = 0
  let quietMs = usualQuietMs
  const at = (ms: number) => Math.max(0, Math.round(ms - startedAtMs)) + laterMs
  const happened = [...facts, ...entries].sort((a, b) => a.atMs - b.atMs)
  for (const each of happened) {
    if ('event' in each) {
      if (each.direction === 'sent') messages.push(...replayable(each).map((message) => ({ atMs: at(each.atMs), message })))
      continue
    }
    if (each.type === 'speech-started') startedMs = at(each.spokenAtMs)
    if (each.type === 'decision' && each.decision === 'user_finished') quietMs = Number(each.evidence.quiet_ms) || usualQuietMs
    if (each.type !== 'speech-ended') continue
    const fromMs = Math.max(startedMs, (speech.at(-1)?.toMs ?? 0) + gapMs)
    const toMs = Math.max(fromMs + leastVoiceMs, at(each.atMs) - quietMs)
    speech.push({ fromMs, toMs, text: texts.get(each.itemId) ?? null })
    laterMs += Math.max(0, toMs + quietMs - at(each.atMs))
  }
  return { messages, speech, endMs: at(happened.at(-1)?.atMs ?? startedAtMs) + 2_000 }
}

function audioLines(speech: readonly Speech[], endMs: number): { atMs: number; from: string; audio: Fields }[] {
  if (speech.length === 0) return []
  const lines = []
  let reachedMs = 0
  for (const { fromMs, toMs } of speech) {
    if (fromMs > reachedMs) lines.push({ atMs: reachedMs, from: 'client', audio: { silenceMs: fromMs - reachedMs } })
    lines.push({ atMs: fromMs, from: 'client', audio: { voiceMs: toMs - fromMs } })
    reachedMs = toMs
  }
  if (endMs > reachedMs) lines.push({ atMs: reachedMs, from: 'client', audio: { silenceMs: endMs - reachedMs } })
  return lines
}

/** What the model said in each reply, in their order. */
function answers(entries: readonly WireEntry[]): unknown[][] {
  return entries.flatMap(({ direction, event }) => {
    if (direction !== 'received' || event.type !== 'response.done') return []
    const { output } = event.response as { readonly output?: readonly Fields[] }
    return [(output ?? []).flatMap(stepsOf)]
  })
}

function stepsOf(item: Fields): unknown[] {
  if (item.type === 'function_call') return [{ tool: item.name, arguments: JSON.parse(String(item.arguments)), callId: item.call_id }]
  const text = ((item.content as readonly Fields[] | undefined) ?? []).map((part) => part.transcript ?? part.text ?? '').join('')
  return text === '' ? [] : [text]
}
