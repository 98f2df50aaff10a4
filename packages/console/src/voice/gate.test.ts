import { describe, expect, it } from 'vitest'
import { Gate } from './gate.js'

const quiet = new Int16Array(480)
const loud = Int16Array.from({ length: 480 }, (_, at) => 8_000 * Math.sin(at))
/** The opposite of the level. */
const activity = { isVoice: (samples: Int16Array) => samples[1] === 0 }

function gate(choice: ConstructorParameters<typeof Gate>[0]) {
  const loads: { resolve(loaded: typeof activity): void; reject(error: Error): void }[] = []
  const made = new Gate(choice, () => new Promise((resolve, reject) => loads.push({ resolve, reject })))
  return { made, loads, hears: () => [made.isVoice(quiet, 24_000), made.isVoice(loud, 24_000)] }
}
const byLevel = [false, true]
const byModel = [true, false]

describe('what holds back silence on this page', () => {
  it('is the level until the model is there, which is fetched once', async () => {
    const { made, loads, hears } = gate('voice-model')
    expect(made.inUse.value).toEqual({ kind: 'level', because: 'not-yet' })
    const prepared = made.prepare()
    void made.prepare()
    expect(made.inUse.value).toEqual({ kind: 'level', because: 'loading' })
    expect(hears()).toEqual(byLevel)
    loads[0]?.resolve(activity)
    await prepared
    await made.prepare()
    expect(made.inUse.value).toEqual({ kind: 'voice-model' })
    expect(hears()).toEqual(byModel)
    expect(loads).toHaveLength(1)
  })

  it('stays the level where there is no model, and says why; it is tried again', async () => {
    const { made, loads, hears } = gate('voice-model')
    const prepared = made.prepare()
    const error = new Error('The server has no voice model.')
    loads[0]?.reject(error)
    await prepared
    expect(made.inUse.value).toEqual({ kind: 'level', because: error })
    expect(hears()).toEqual(byLevel)
    void made.prepare()
    expect(loads).toHaveLength(2)
  })

  it('is what a person chooses, at once', async () => {
    const { made, loads, hears } = gate('level')
    await made.prepare()
    expect(loads).toHaveLength(0)
    expect([made.inUse.value, made.isOn.value]).toEqual([{ kind: 'level', because: null }, true])
    made.choose('voice-model')
    const prepared = made.prepare()
    loads[0]?.resolve(activity)
    await prepared
    expect(hears()).toEqual(byModel)
    made.choose('level')
    expect(hears()).toEqual(byLevel)
    made.choose('off')
    expect([made.inUse.value, made.isOn.value]).toEqual([{ kind: 'off' }, false])
  })
})
