import type { FastifyRequest } from 'fastify'
import { ApiError } from './api-error.js'

export interface Upload {
  readonly file: { readonly bytes: Uint8Array; readonly name: string; readonly contentType: string } | null
  /** Each field as often as it was sent; a name in brackets (`include[]`) counts as the name. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** OpenAI's limit on a file, 25 MiB, and our own on what comes with it. */
export const uploadLimits = { fileSize: 25 * 1024 * 1024, files: 1, fields: 32, fieldSize: 64 * 1024, parts: 40, headerPairs: 64 } as const

/** The parts of a form, in memory. Throws `ApiError`: 400 when it is no form, 413 above the limits. */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new ApiError({ status: 400, code: 'invalid_type', message: "Send the audio as multipart/form-data, in the field 'file'." })
  let file: Upload['file'] = null
  const fields = new Map<string, string[]>()
  for await (const part of request.parts()) {
    if (part.type === 'file') file = { bytes: await part.toBuffer(), name: part.filename, contentType: part.mimetype }
    else {
      const name = part.fieldname.replace(/\[\]$/, '')
      fields.set(name, [...(fields.get(name) ?? []), String(part.value)])
    }
  }
  return { file, fields }
}
