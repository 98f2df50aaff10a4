import { describe, expect, test } from 'vitest'
import type { VoiceActivity } from './contract.js'
import { VoiceTracker } from './voice-tracker.js'

const frame = (loud: boolean) => Float32Array.from({ length: 512 }, (_, index) => (loud ? 0.3 : 0.0003) * Math.sin(index))

/** Frames of 32 ms: `#` loud and called voice, `+` quiet but still called voice, `-` loud but not yet called voice, `.` quiet. */
function track(frames: string): { tracker: VoiceTracker; activities: VoiceActivity[] } {
  const tracker = new VoiceTracker()
  const activities = [...frames].map((each) => tracker.accept(frame(each === '#' || each === '-'), each === '#' || each === '+'))
  return { tracker, activities }
}

const quiet30 = '.'.repeat(30)

describe('voice activity', () => {
  test('knows no voice and no quiet before the first voice', () => {
    expect(track('..').activities.at(-1)).toEqual({ audioMs: 64, voice: false, voiceStartMs: null, quietMs: null })
  })

  test('dates a voice back to its onset', () => {
    const { activities } = track(`${quiet30}---##`)
    expect(activities.at(-1)).toEqual({ audioMs: 35 * 32, voice: true, voiceStartMs: 960, quietMs: 0 })
  })

  test('counts quiet from the end of the sound, not from when the detector lets go', () => {
    const { activities } = track(`${quiet30}##########++++.`)
    const end = 40 * 32
    const { quietMs } = activities.at(-1) as { quietMs: number }
    expect(activities.at(-2)).toMatchObject({ voice: true, quietMs: 0 })
    expect(Math.abs(45 * 32 - quietMs - end)).toBeLessThanOrEqual(10)
  })

  test('hears that there is a sound before the detector takes it for a voice, and 300 ms on', () => {
    expect(track(quiet30).tracker.hasSound()).toBe(false)
    expect(track(`${quiet30}-`).tracker.hasSound()).toBe(true)
    expect(track(`${quiet30}-${'.'.repeat(8)}`).tracker.hasSound()).toBe(true)
    expect(track(`${quiet30}-${'.'.repeat(10)}`).tracker.hasSound()).toBe(false)
  })

  test('a background that is there all the time is no such sound, and neither is what is very faint', () => {
    expect(track('-'.repeat(60)).tracker.hasSound()).toBe(false)
    const tracker = new VoiceTracker()
    for (let index = 0; index < 60; index++)
      tracker.accept(
        frame(false).map((sample) => (index < 50 ? sample / 100 : sample)),
        false,
      )
    expect(tracker.hasSound()).toBe(false)
  })

  test('goes on counting quiet frame by frame', () => {
    const { activities } = track(`${quiet30}##########....`)
    const quiet = activities.slice(-3).map((each) => each.quietMs as number)
    expect((quiet[1] as number) - (quiet[0] as number)).toBe(32)
    expect((quiet[2] as number) - (quiet[1] as number)).toBe(32)
  })

  test('a click of less than 80 ms leaves no trace: quiet counts from the voice before it', () => {
    const { tracker, activities } = track(`${quiet30}##########${'.'.repeat(20)}#${'.'.repeat(5)}`)
    expect(activities.at(-1)?.quietMs).toBeGreaterThan(25 * 32)
    expect(tracker.spansWithin(0, 1e9)).toHaveLength(1)
    expect(track(`${quiet30}#..`).activities.at(-1)).toMatchObject({ voiceStartMs: null, quietMs: null })
  })

  test('a voice that the detector lost for a moment is one voice', () => {
    const { tracker, activities } = track(`${quiet30}##########--##########..`)
    expect(tracker.spansWithin(0, 1e9)).toHaveLength(1)
    expect(activities.at(-1)?.voiceStartMs).toBe(960)
  })

  test('voices with quiet between them are two, and those before a position are forgotten', () => {
    const { tracker } = track(`${quiet30}#####${quiet30}#####..`)
    expect(tracker.spansWithin(0, 1e9).map((span) => span.from)).toEqual([30 * 512, 65 * 512])
    tracker.dropBefore(60 * 512)
    expect(tracker.spansWithin(0, 1e9).map((span) => span.from)).toEqual([65 * 512])
  })

  test('the voice that is on lasts until now, cut to what is asked for', () => {
    const { tracker } = track(`${quiet30}#####`)
    expect(tracker.spansWithin(0, 1e9)).toEqual([{ from: 30 * 512, to: 35 * 512 }])
    expect(tracker.spansWithin(31 * 512, 33 * 512)).toEqual([{ from: 31 * 512, to: 33 * 512 }])
    expect(tracker.spansWithin(0, 30 * 512)).toEqual([])
  })
})
