import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { resolveModel } from '../models/cache.js'
import { findModel } from '../models/manifest.js'
import type { Log } from '../observability/contract.js'
import { immutable } from './console-pages.js'
import { errorBody } from './error-body.js'

const id = 'silero-vad-v6'
const fileName = 'silero_vad_v6.onnx'
/** The name holds the version, and what is served under it has the checksum of that version: it never changes. */
const path = `/models/${id}.onnx`
/** MIT, Copyright (c) 2020-present Silero Team: the notice is to go with every copy. */
const licence = '<https://github.com/snakers4/silero-vad/blob/master/LICENSE>; rel="license"'

export interface VoiceModelOptions {
  /** The folder of the models; null: the default one. */
  readonly dir: string | null
  readonly log: Log
}

/** Serves the voice model to pages, which hold back with it what is no voice. 404 where it is not here, or is not what it should be. */
export function addVoiceModel(app: FastifyInstance, { dir, log }: VoiceModelOptions): void {
  app.get(path, async (_, reply) => {
    try {
      const model = await readModel(dir)
      return reply.headers({ 'cache-control': immutable, link: licence, 'x-content-type-options': 'nosniff' }).type('application/octet-stream').send(model)
    } catch (error) {
      log.info({ code: 'voice-model-missing', error: (error as Error).message }, 'a page asked for the voice model')
      return reply.code(404).header('cache-control', 'no-store').send(missing)
    }
  })
}

const missing = errorBody(404, 'not_found', 'The voice model is not here.')

async function readModel(dir: string | null): Promise<Buffer> {
  const bytes = await readFile(resolveModel(id, { dir }).files[fileName] as string)
  const expected = findModel(id).files.find(({ name }) => name === fileName)?.sha256
  if (createHash('sha256').update(bytes).digest('hex') !== expected) throw new Error(`${fileName} is not what was published.`)
  return bytes
}
