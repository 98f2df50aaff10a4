import { describe, expect, test } from 'vitest'
import { vadFrameSamples } from '../providers/vad/contract.js'
import { createScriptedDetector } from '../providers/vad/scripted/scripted-detector.js'
import { AgreedVoice } from './agreed-voice.js'

const loud = new Float32Array(vadFrameSamples).fill(0.9)
const quiet = new Float32Array(vadFrameSamples)
const agreed = () => new AgreedVoice(createScriptedDetector().open({ threshold: 0.5 }))

describe('agreed voice', () => {
  test('is what both detectors hear', () => {
    expect(agreed().accept(loud, true)).toBe(true)
    expect(agreed().accept(quiet, true)).toBe(false)
    expect(agreed().accept(loud, false)).toBe(false)
  })

  test('lasts through two frames that the suppressor took away, not through a third', () => {
    const voice = agreed()
    voice.accept(loud, true)
    expect([voice.accept(quiet, true), voice.accept(quiet, true), voice.accept(quiet, true)]).toEqual([true, true, false])
  })

  test('ends at once when the audio itself holds none', () => {
    const voice = agreed()
    voice.accept(loud, true)
    expect(voice.accept(loud, false)).toBe(false)
  })
})
