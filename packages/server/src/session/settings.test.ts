import type { SessionSettings, SettingsPatch } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultSemanticVad, defaultServerVad, defaultSettings, mergeSettings } from './settings.js'

const checks = { voices: ['slt', 'rms'], hasSpoken: false }
const before: SessionSettings = { ...defaultSettings('sidetone', 'slt'), kept: { tracing: 'auto', prompt: null } }

function merged(patch: SettingsPatch, from = before) {
  const result = mergeSettings(from, patch, checks)
  if (!result.ok) throw new Error(result.code)
  return result.settings
}

describe('settings', () => {
  it('S4 only what is present changes', () => {
    expect(merged({})).toEqual(before)
    expect(merged({ speed: 1.2 })).toEqual({ ...before, speed: 1.2 })
    expect(merged({ speed: undefined, turnDetection: undefined } as SettingsPatch)).toEqual(before)
  })

  it('S4 what is empty or null is set, not left out', () => {
    expect(merged({ instructions: '', tools: [], transcription: null, turnDetection: null })).toMatchObject({
      instructions: '',
      tools: [],
      transcription: null,
      turnDetection: null,
    })
  })

  it('S4 turn detection merges while its kind stays', () => {
    const changed = merged({ turnDetection: { kind: 'server-vad', silenceDurationMs: 700 } })
    expect(merged({ turnDetection: { kind: 'server-vad', threshold: 0.7, createReply: undefined } }, changed).turnDetection).toEqual({
      ...defaultServerVad,
      silenceDurationMs: 700,
      threshold: 0.7,
    })
  })

  it('S4 another kind of turn detection starts from the defaults of that kind', () => {
    const off = merged({ turnDetection: { kind: 'server-vad', interruptReply: false } })
    expect(merged({ turnDetection: { kind: 'semantic-vad', eagerness: 'high' } }, off).turnDetection).toEqual({ ...defaultSemanticVad, eagerness: 'high' })
    expect(merged({ turnDetection: { kind: 'server-vad' } }, merged({ turnDetection: null })).turnDetection).toEqual(defaultServerVad)
  })

  it('S4 what is only kept merges by name', () => {
    expect(merged({ kept: { prompt: 'p' } }).kept).toEqual({ tracing: 'auto', prompt: 'p' })
  })

  it('S5 S6 the checks name what is wrong, and what stays the same is never wrong', () => {
    expect(mergeSettings(before, { voice: 'nobody' }, checks)).toMatchObject({ ok: false, code: 'unknown-voice' })
    expect(mergeSettings(before, { voice: 'rms' }, { ...checks, hasSpoken: true })).toMatchObject({ ok: false, code: 'voice-frozen' })
    expect(mergeSettings(before, { model: 'other' }, checks)).toMatchObject({ ok: false, code: 'model-frozen' })
    expect(mergeSettings(before, { voice: 'slt', model: 'sidetone' }, { ...checks, hasSpoken: true })).toEqual({ ok: true, settings: before })
  })
})
