import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { resolveModel } from '../models/cache.js'
import { addVoiceModel } from './voice-model.js'

const here = resolveModel('silero-vad-v6')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-models-'))
  folders.push(folder)
  return folder
}

function asked(folder: string) {
  const app = fastify()
  addVoiceModel(app, folder)
  return app.inject('/models/silero-vad-v6.onnx')
}

describe('the voice model for pages', () => {
  test('is the file as it was published, to be kept for good', async () => {
    const { statusCode, headers, rawPayload } = await asked(join(here.dir, '..'))
    expect(statusCode).toBe(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(rawPayload.equals(readFileSync(here.files['silero_vad_v6.onnx'] as string))).toBe(true)
  })

  test('where it was not pulled there is none, and that is not kept', async () => {
    const { statusCode, headers, json } = await asked(emptyFolder())
    expect([statusCode, headers['cache-control'], json().error.code]).toEqual([404, 'no-store', 'not_found'])
  })

  test('a file of the right size with other contents is not served', async () => {
    const folder = emptyFolder()
    cpSync(here.dir, join(folder, 'silero-vad-v6'), { recursive: true })
    const file = join(folder, 'silero-vad-v6', 'silero_vad_v6.onnx')
    const bytes = readFileSync(file)
    bytes[1_000_000] = ~(bytes[1_000_000] as number)
    writeFileSync(file, bytes)
    expect((await asked(folder)).statusCode).toBe(404)
  })
})
