import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../../lib/clock.js'
import { turnModelKeepsItsContract } from '../contract-suite.js'
import { findRuntime } from './find-runtime.js'
import { logMel, melFrames } from './log-mel.js'
import { onnxFile, type TinyModel } from './onnx-file.test-support.js'
import { createSmartTurn } from './smart-turn.js'

const never = new AbortController().signal
const folder = mkdtempSync(join(tmpdir(), 'sidetone-turn-model-'))
let files = 0

function write(bytes: Uint8Array): string {
  const file = join(folder, `${files++}.onnx`)
  writeFileSync(file, bytes)
  return file
}

/** onnxruntime-node is no dependency. A folder where it is installed may be named for these tests. */
function installedRuntime(): string | null {
  const elsewhere = process.env.ONNXRUNTIME_FOLDER
  try {
    return elsewhere ? findRuntime(pathToFileURL(join(elsewhere, 'package.json')).href) : findRuntime()
  } catch {
    return null
  }
}

const runtime = installedRuntime()
const place = (band: number, frame: number) => band * melFrames + frame
const chirp = Float32Array.from({ length: 100_000 }, (_, index) => 0.4 * Math.sin(index / 9 + (index / 4_000) ** 2))

test('without ONNX Runtime it says what to install', async () => {
  const nowhere = pathToFileURL(join(folder, 'package.json')).href
  expect(() => findRuntime(nowhere)).toThrow(/npm install onnxruntime-node/)
})

test('a file that is not there is named', async () => {
  await expect(createSmartTurn({ modelFile: join(folder, 'none.onnx'), runtime: 'file:///nowhere' })).rejects.toThrow(/none\.onnx cannot be read/)
})

describe.skipIf(runtime === null)(
  `a graph of Smart Turn's form${runtime === null ? ' (skipped: onnxruntime-node is not installed, see ONNXRUNTIME_FOLDER)' : ''}`,
  () => {
    const create = (model: TinyModel) => createSmartTurn({ modelFile: write(onnxFile(model)), runtime: runtime as string })
    const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit))

    turnModelKeepsItsContract('smart-turn', () => create({ weights: [[place(20, 700), 1]], sigmoid: true }))

    test.each([
      [0, 799],
      [79, 799],
      [13, 400],
    ])('is given the features band by band, 80 of 800: that of band %i in frame %i', async (band, frame) => {
      const model = await create({ weights: [[place(band, frame), 1]], sigmoid: true })
      const feature = logMel(chirp)[place(band, frame)] as number
      expect(await model.probability(chirp.slice(), never)).toBeCloseTo(sigmoid(feature), 5)
      await model.close()
    })

    test('a model that gives a logit is understood too', async () => {
      const model = await create({ weights: [[place(13, 400), -40]], sigmoid: false })
      expect(await model.probability(chirp.slice(), never)).toBeCloseTo(sigmoid(-40 * (logMel(chirp)[place(13, 400)] as number)), 5)
      await model.close()
    })

    test('the event loop stays free meanwhile', async () => {
      const model = await create({ weights: [[0, 1]], sigmoid: true })
      let turns = 0
      let asking = true
      const count = (): void => {
        turns++
        if (asking) setImmediate(count)
      }
      setImmediate(count)
      await model.probability(chirp.slice(), never)
      asking = false
      expect(turns).toBeGreaterThan(100)
      await model.close()
    })

    test('an answer that takes longer than a second is given up, and the next one is there again', async () => {
      const clock = new ManualClock()
      const model = await createSmartTurn({ modelFile: write(onnxFile({ weights: [[0, 1]], sigmoid: true })), runtime: runtime as string, clock })
      const late = expect(model.probability(chirp.slice(), never)).rejects.toMatchObject({ code: 'internal', message: 'The turn model took too long.' })
      await clock.advance(1_000)
      await late
      expect(await model.probability(chirp.slice(), never)).not.toBeNaN()
      await model.close()
    })

    test('a file that is no model, and a model of another form, are refused with the reason', async () => {
      await expect(createSmartTurn({ modelFile: write(Buffer.from('no model')), runtime: runtime as string })).rejects.toThrow(/cannot be used: /)
      await expect(create({ weights: [[0, 1]], sigmoid: true, inputName: 'audio' })).rejects.toThrow(/no input "input_features"/)
    })
  },
)
