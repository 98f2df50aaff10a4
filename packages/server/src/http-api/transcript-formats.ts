import type { RecordedSegment } from '../listening/contract.js'

/** A whole transcript. Times in ms. */
export interface Transcript {
  readonly segments: readonly RecordedSegment[]
  readonly durationMs: number
}

export function transcriptText({ segments }: Transcript): string {
  return segments.map(({ text }) => text).join(' ')
}

/** SubRip: numbered captions, a comma before the milliseconds. */
export function transcriptSrt({ segments }: Transcript): string {
  return segments.map(({ startMs, endMs, text }, index) => `${index + 1}\n${timecode(startMs, ',')} --> ${timecode(endMs, ',')}\n${text}\n\n`).join('')
}

/** WebVTT. */
export function transcriptVtt({ segments }: Transcript): string {
  return `WEBVTT\n\n${segments.map(({ startMs, endMs, text }) => `${timecode(startMs, '.')} --> ${timecode(endMs, '.')}\n${text}\n\n`).join('')}`
}

/** Segments without the figures of OpenAI's recogniser that ours does not have. */
export function transcriptVerbose(transcript: Transcript) {
  const seconds = (ms: number) => Math.round(ms) / 1000
  return {
    task: 'transcribe',
    language: 'english',
    duration: seconds(transcript.durationMs),
    text: transcriptText(transcript),
    segments: transcript.segments.map(({ startMs, endMs, text }, id) => ({ id, start: seconds(startMs), end: seconds(endMs), text })),
    usage: durationUsage(transcript.durationMs),
  }
}

export function durationUsage(durationMs: number) {
  return { type: 'duration', seconds: Math.ceil(durationMs / 1000) }
}

function timecode(ms: number, point: ',' | '.'): string {
  const whole = Math.round(ms)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1_000) % 60)}${point}${String(whole % 1_000).padStart(3, '0')}`
}
