import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TurnModel, turnModelSamples } from './contract.js'

const never = new AbortController().signal

/** The rules every turn model keeps. */
export function turnModelKeepsItsContract(name: string, create: () => Promise<TurnModel>): void {
  describe(`turn model ${name}`, () => {
    let model: TurnModel
    beforeAll(async () => {
      model = await create()
    })
    afterAll(() => model.close())
    const tone = (length: number) => Float32Array.from({ length }, (_, index) => 0.3 * Math.sin(index / 8))

    test.each([0, 1, 399, 16_000, turnModelSamples, 3 * turnModelSamples])('%i samples give a probability', async (length) => {
      const probability = await model.probability(tone(length), never)
      expect(probability).toBeGreaterThanOrEqual(0)
      expect(probability).toBeLessThanOrEqual(1)
    })

    test('digital silence gives a probability', async () => {
      expect(await model.probability(new Float32Array(16_000), never)).not.toBeNaN()
    })

    test('the last 8 seconds alone count', async () => {
      const long = new Float32Array(2 * turnModelSamples).fill(0.9)
      long.set(tone(turnModelSamples), turnModelSamples)
      expect(await model.probability(long, never)).toBe(await model.probability(tone(turnModelSamples), never))
    })

    test('a signal that is aborted already is thrown', async () => {
      const reason = new Error('gone')
      await expect(model.probability(tone(16_000), AbortSignal.abort(reason))).rejects.toBe(reason)
    })

    test('an abort rejects with its reason, and the model goes on serving', async () => {
      const reason = new Error('gone')
      const abort = new AbortController()
      const left = model.probability(tone(16_000), abort.signal)
      abort.abort(reason)
      await expect(left).rejects.toBe(reason)
      expect(await model.probability(tone(16_000), never)).not.toBeNaN()
    })

    test('questions asked at once each get their own answer', async () => {
      const alone = [await model.probability(tone(8_000), never), await model.probability(new Float32Array(8_000), never)]
      const together = await Promise.all([model.probability(tone(8_000), never), model.probability(new Float32Array(8_000), never)])
      expect(together).toEqual(alone)
    })

    test('closes twice without harm and answers nothing afterwards', async () => {
      const other = await create()
      await other.close()
      await other.close()
      await expect(other.probability(tone(16_000), never)).rejects.toMatchObject({ code: 'internal' })
    })
  })
}
