export type ModelErrorCode =
  | 'unknown-model'
  | 'model-missing'
  | 'model-unusable'
  | 'source-unreachable'
  | 'source-refused'
  | 'source-too-large'
  | 'checksum-mismatch'
  | 'archive-unreadable'
  | 'cache-not-writable'

/** A failure of the model cache: what is wrong (naming the file and the source) and what to do about it. Recognise it by `code`. */
export class ModelError extends Error {
  readonly code: ModelErrorCode
  readonly remedy: string
  constructor(code: ModelErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem} ${remedy}`, options)
    this.name = 'ModelError'
    this.code = code
    this.remedy = remedy
  }
}

/** The command that brings a model, as a person types it in this repository. */
export function pullCommand(id: string, ...flags: readonly string[]): string {
  return ['npm run sidetone -- models pull', id, ...flags].join(' ')
}
