import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { resolveModel } from '../models/cache.js'
import { createLog } from '../observability/log.js'
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

async function asked(dir: string) {
  const app = fastify()
  const logged: string[] = []
  addVoiceModel(app, { dir, log: createLog('info', { write: (line) => void logged.push(line) }) })
  return { response: await app.inject('/models/silero-vad-v6.onnx'), logged: logged.join('') }
}

describe('the voice model for pages', () => {
  test('is the file as it was published, to be kept for good', async () => {
    const { response } = await asked(join(here.dir, '..'))
    const { statusCode, headers, rawPayload } = response
    expect(statusCode).toBe(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(headers.link).toContain('rel="license"')
    expect(rawPayload.equals(readFileSync(here.files['silero_vad_v6.onnx'] as string))).toBe(true)
  })

  test('where it was not pulled there is none, which is not kept; the log says why', async () => {
    const { response, logged } = await asked(emptyFolder())
    expect([response.statusCode, response.headers['cache-control'], response.json().error.code]).toEqual([404, 'no-store', 'not_found'])
    expect(logged).toContain('models pull silero-vad-v6')
  })

  test('a file of the right size with other contents is not served', async () => {
    const folder = emptyFolder()
    cpSync(here.dir, join(folder, 'silero-vad-v6'), { recursive: true })
    const file = join(folder, 'silero-vad-v6', 'silero_vad_v6.onnx')
    const bytes = readFileSync(file)
    bytes[1_000_000] = ~(bytes[1_000_000] as number)
    writeFileSync(file, bytes)
    expect((await asked(folder)).response.statusCode).toBe(404)
  })
})
