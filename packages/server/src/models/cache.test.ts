import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { modelsDir, resolveModel } from './cache.js'
import { findModel } from './manifest.js'
import { describeFiles, writeReceipt } from './receipt.js'
import { verifyModels } from './verify.js'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sidetone-cache-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** A model without recorded checksums, so that any content will do. */
const id = 'smart-turn-v3'
const fileName = 'smart-turn-v3.2-cpu.onnx'

async function putModel(): Promise<void> {
  const folder = join(dir, id)
  await mkdir(folder)
  await writeFile(join(folder, fileName), 'weights')
  await writeReceipt(folder, findModel(id), await describeFiles(folder, new AbortController().signal), new Date(0))
}

test('models lie where configured, else where SIDETONE_MODELS says, else in the cache folder', () => {
  const environment = { SIDETONE_MODELS: '/from/environment', XDG_CACHE_HOME: '/cache' }
  expect(modelsDir('/configured', environment)).toBe('/configured')
  expect(modelsDir(null, environment)).toBe('/from/environment')
  expect(modelsDir(null, { XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'sidetone', 'models'))
})

test('a pulled model resolves to the path of each of its files', async () => {
  await putModel()
  expect(resolveModel(id, { dir })).toEqual({ dir: join(dir, id), files: { [fileName]: join(dir, id, fileName) } })
})

test('a model that is not here is named with its first file and the command that brings it to this folder', () => {
  expect(() => resolveModel(id, { dir })).toThrow(
    `The model ${id} is not here: there is no ${join(dir, id, fileName)}. Run: npm run sidetone -- models pull ${id} --dir ${dir}`,
  )
})

test('a model with a file of another size than at the pull is damaged', async () => {
  await putModel()
  await writeFile(join(dir, id, fileName), 'half')
  expect(() => resolveModel(id, { dir })).toThrow(`${join(dir, id, fileName)} is missing or has the wrong size`)
})

test('a model pulled from another source than the manifest names now is outdated', async () => {
  await putModel()
  const entry = findModel(id)
  const source = entry.sources[0]!
  const older = { ...entry, sources: [{ ...source, url: 'https://example.org/older.onnx' } as typeof source] }
  await writeReceipt(join(dir, id), older, await describeFiles(join(dir, id), new AbortController().signal), new Date(0))
  expect(() => resolveModel(id, { dir })).toThrow('is not the version that this release of Sidetone uses')
})

test('a name that is not in the manifest is answered with those that are', () => {
  expect(() => resolveModel('nope', { dir })).toThrow(/^There is no model nope\. There are: silero-vad-v6, /)
})

test('a model made of other files than are needed is refused before anybody is told to pull it', () => {
  expect(() => resolveModel('parakeet-tdt-0.6b-v2-en', { dir, needs: ['encoder_model.onnx'] })).toThrow(
    'This version of Sidetone cannot use the model parakeet-tdt-0.6b-v2-en here: it has no encoder_model.onnx. Leave the setting out, or name a model',
  )
})

test('verification reads every byte: it finds a change that kept the size', async () => {
  await putModel()
  expect(await verifyModels([id], { dir })).toEqual([{ id, state: 'intact', files: [{ name: fileName, state: 'intact', against: 'first-pull' }] }])
  await writeFile(join(dir, id, fileName), 'Weights')
  expect((await verifyModels([id], { dir }))[0]).toMatchObject({ state: 'broken', files: [{ state: 'changed' }] })
  await rm(join(dir, id, fileName))
  expect((await verifyModels([id], { dir }))[0]).toMatchObject({ state: 'broken', files: [{ state: 'missing' }] })
  expect(await verifyModels(['silero-vad-v6'], { dir })).toEqual([{ id: 'silero-vad-v6', state: 'absent', files: [] }])
})
