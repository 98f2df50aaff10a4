import { expect, it } from 'vitest'
import { transcriptSrt, transcriptText, transcriptVerbose, transcriptVtt } from './transcript-formats.js'

const transcript = {
  durationMs: 3_725_500,
  segments: [
    { startMs: 0, endMs: 1_250.4, text: 'Good morning.' },
    { startMs: 3_723_004, endMs: 3_725_400, text: 'Good night.' },
  ],
}

it('SubRip numbers its captions and has a comma before the milliseconds', () => {
  expect(transcriptSrt(transcript)).toBe('1\n00:00:00,000 --> 00:00:01,250\nGood morning.\n\n2\n01:02:03,004 --> 01:02:05,400\nGood night.\n\n')
})

it('WebVTT has its mark in front and a point before the milliseconds', () => {
  expect(transcriptVtt(transcript)).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nGood morning.\n\n01:02:03.004 --> 01:02:05.400\nGood night.\n\n')
})

it('the text is that of its segments, which the verbose form tells with their times in seconds', () => {
  expect(transcriptText(transcript)).toBe('Good morning. Good night.')
  expect(transcriptVerbose(transcript)).toEqual({
    task: 'transcribe',
    language: 'english',
    duration: 3_725.5,
    text: 'Good morning. Good night.',
    segments: [
      { id: 0, start: 0, end: 1.25, text: 'Good morning.' },
      { id: 1, start: 3_723.004, end: 3_725.4, text: 'Good night.' },
    ],
    usage: { type: 'duration', seconds: 3_726 },
  })
})

it('of silence there is nothing in any form', () => {
  const silence = { durationMs: 1_000, segments: [] }
  expect([transcriptText(silence), transcriptSrt(silence), transcriptVtt(silence)]).toEqual(['', '', 'WEBVTT\n\n'])
})
