import type { TurnTimes } from '@sidetone/client'
import { type AudioPiece, joined } from '../session-log/audio-pieces.js'
import type { WireEntry } from '../session-log/wire-entry.js'
import { milliseconds, stepNames } from '../why/names.js'
import { sessionFigures } from '../why/session-figures.js'
import type { TurnStory } from '../why/turn-story.js'
import { escaped } from './escaped.js'
import { summary } from './summary.js'
import { viewerScript, viewerStyle } from './viewer.js'
import { wavDataUrl } from './wav-data-url.js'

export interface SessionToSave {
  /** ISO 8601. */
  readonly savedAt: string
  readonly startedAtMs: number
  readonly entries: readonly WireEntry[]
  readonly droppedEntries: number
  readonly pieces: readonly AudioPiece[]
  readonly droppedAudioMs: number
  readonly turns: readonly TurnTimes[]
  readonly stories: readonly TurnStory[]
  readonly session: unknown
  /** It begins where a page was loaded again, and the session began before. */
  readonly beganBefore: boolean
}

/** The session as one page that needs nothing else: parts of a Blob, because it may be too long for one string. */
export function sessionPage(saved: SessionToSave): string[] {
  const { savedAt, startedAtMs, entries, pieces, stories, turns, session } = saved
  const at = (ms: number) => clock(ms - startedAtMs)
  return [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Sidetone session, ${escaped(savedAt)}</title>
<style>${viewerStyle}</style>
</head>
<body>
<main>
<h1>Sidetone session</h1>
<p class="quiet">Saved ${escaped(savedAt)}. ${pieces.length} pieces of audio, ${entries.length} events, ${stories.length} turns.${missing(saved)} This file holds voices and words: give it to nobody who should not hear them.</p>
<section><h2>Conversation</h2>
<p><button id="play-all" type="button"${pieces.length === 0 ? ' disabled' : ''}>Play all</button></p>
<ol class="pieces">
`,
    ...[...pieces].sort((a, b) => a.atMs - b.atMs).map((piece) => pieceRow(piece, at(piece.atMs), wordsOf(piece, entries, stories))),
    `</ol>${pieces.length === 0 ? '<p class="quiet">No audio was kept.</p>' : ''}</section>
<section><h2>Turns</h2>${figures(stories)}<div class="scroll" tabindex="0"><table><thead><tr><th>Turn<th>By<th>Words<th>Mouth to ear<th>Where the time went<th>Why</tr></thead><tbody>
`,
    ...stories.map(turnRow),
    `</tbody></table></div></section>
<section><h2>Events</h2>
<p><label>Search <input id="search" type="search"></label> <label><input id="audio" type="checkbox"> packets of audio</label> <span id="shown" role="status"></span></p>
<div id="events">
`,
    ...entries.map((entry) => eventRow(entry, at(entry.atMs))),
    `</div></section>
<script type="application/json" id="session">`,
    JSON.stringify({ savedAt, session, turns }).replaceAll('<', '\\u003c'),
    `</script>
<script>${viewerScript}</script>
</main>
</body>
</html>
`,
  ]
}

function missing({ droppedEntries, droppedAudioMs, beganBefore }: SessionToSave): string {
  const parts = [
    droppedEntries > 0 ? `the first ${droppedEntries} events` : '',
    droppedAudioMs > 0 ? `the first ${Math.round(droppedAudioMs / 1_000)} seconds of audio` : '',
  ].filter(Boolean)
  const before = beganBefore ? ' It begins where the page was loaded; what was before was not kept.' : ''
  return parts.length === 0 ? before : `${before} Left out, to stay small: ${parts.join(' and ')}.`
}

function pieceRow({ side, packets, sampleRateHz, durationMs }: AudioPiece, time: string, words: string): string {
  const who = side === 'user' ? 'User' : 'Reply'
  return `<li class="${side}"><span class="time">${time}</span> <b>${who}</b> <span class="words">${escaped(words)}</span><br><audio controls preload="metadata" aria-label="${who} at ${time}, ${Math.round(durationMs)} ms" src="${wavDataUrl(joined(packets), sampleRateHz)}"></audio></li>
`
}

function wordsOf(piece: AudioPiece, entries: readonly WireEntry[], stories: readonly TurnStory[]): string {
  if (piece.side === 'user') {
    const endMs = piece.atMs + piece.durationMs
    return stories
      .flatMap(({ by, words, fromMs, end }) => (by === 'voice' && words && fromMs < endMs && (end?.atMs ?? fromMs) >= piece.atMs ? [words] : []))
      .join(' ')
  }
  const told = entries.findLast(({ event }) => event.type === 'response.output_audio_transcript.done' && event.item_id === piece.itemId)
  const cut = entries.findLast(({ direction, event }) => direction === 'sent' && event.type === 'conversation.item.truncate' && event.item_id === piece.itemId)
  return `${String(told?.event.transcript ?? '')}${cut ? ` (interrupted: ${milliseconds(Number(cut.event.audio_end_ms))} were heard)` : ''}`
}

function figures(stories: readonly TurnStory[]): string {
  const { turns, p50Ms, p95Ms } = sessionFigures(stories, 'voice')
  return turns === 0
    ? ''
    : `<p>Mouth to ear: p50 ${milliseconds(p50Ms)}, p95 ${milliseconds(p95Ms)}, over ${turns === 1 ? 'one turn' : `${turns} turns`} by voice.</p>`
}

function turnRow({ turn, by, words, waterfall, points, reason }: TurnStory): string {
  const steps = waterfall.steps.map(({ kind, ms }) => `${stepNames[kind].split(',')[0]} ${milliseconds(ms)}`).join(', ')
  const why = [reason ?? '', points.some(({ kind }) => kind === 'interruption') ? 'interrupted' : ''].filter(Boolean).join('; ')
  return `<tr><th>${turn}<td>${by}<td>${escaped(words ?? '')}<td>${milliseconds(waterfall.totalMs)}<td>${escaped(steps)}<td>${escaped(why)}</tr>
`
}

function eventRow({ direction, event }: WireEntry, time: string): string {
  const packet = event.type === 'input_audio_buffer.append' || event.type === 'response.output_audio.delta' ? ' data-packet hidden' : ''
  return `<details${packet}><summary><span class="time">${time}</span> <span class="${direction}">${direction === 'sent' ? '↑ sent' : '↓ received'}</span> <code>${escaped(event.type)}</code> <span class="quiet">${escaped(summary(event).slice(0, 120))}</span></summary><pre>${escaped(JSON.stringify(event, null, 2))}</pre></details>
`
}

/** Minutes, seconds, milliseconds. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const seconds = Math.floor(whole / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${String(whole % 1_000).padStart(3, '0')}`
}
