import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { resolveModel } from '../models/cache.js'
import { findModel } from '../models/manifest.js'
import { immutable } from './console-pages.js'
import { errorBody } from './error-body.js'

const id = 'silero-vad-v6'
/** The name holds the version, and what is served under it has the checksum of that version: it never changes. */
const path = `/models/${id}.onnx`

/** Serves the voice model to pages, which hold back what is no voice with it. 404 where it is not here, or is not what it should be. */
export function addVoiceModel(app: FastifyInstance, modelsFolder: string | null): void {
  app.get(path, async (_, reply) => {
    const model = await readModel(modelsFolder)
    if (!model) return reply.code(404).header('cache-control', 'no-store').send(errorBody(404, 'not_found', 'The voice model is not here.'))
    return reply.headers({ 'cache-control': immutable, 'x-content-type-options': 'nosniff' }).type('application/octet-stream').send(model)
  })
}

async function readModel(folder: string | null): Promise<Buffer | null> {
  const [wanted] = findModel(id).files
  if (!wanted) return null
  try {
    const bytes = await readFile(resolveModel(id, { dir: folder }).files[wanted.name] as string)
    return createHash('sha256').update(bytes).digest('hex') === wanted.sha256 ? bytes : null
  } catch {
    // Not pulled, or gone since: the page does without it.
    return null
  }
}
