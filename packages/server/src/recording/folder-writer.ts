import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes that may wait for the disk. */
const mostWaitingBytes = 16 * 1024 * 1024

interface Write {
  readonly file: string
  readonly bytes: Uint8Array
  /** null: at the end. */
  readonly position: number | null
}

/**
 * Writes files of one new folder in the background, in order; nobody waits for it. What is written is private to the user who runs the server: folder
 * 0700, files 0600. When the disk fails or cannot keep up, `onFailure` is called once, with the reason in a person's words, and nothing more is written.
 */
export class FolderWriter {
  readonly #folder: string
  readonly #onFailure: (because: string) => void
  readonly #files = new Map<string, FileHandle>()
  #waiting: Write[] = []
  #waitingBytes = 0
  #working: Promise<void> | null = null
  #failed = false
  #made = false

  constructor(folder: string, onFailure: (because: string) => void) {
    this.#folder = folder
    this.#onFailure = onFailure
  }

  /** `bytes` are kept until they are written: hand over what nobody changes. */
  append(file: string, bytes: Uint8Array): void {
    this.#add({ file, bytes, position: null })
  }

  /** Over what is there. */
  overwrite(file: string, position: number, bytes: Uint8Array): void {
    this.#add({ file, bytes, position })
  }

  /** Resolves when all is written, or nothing can be, and the files are closed. Never rejects. */
  async end(): Promise<void> {
    while (this.#working) await this.#working
    const files = [...this.#files.values()]
    this.#files.clear()
    await Promise.all(files.map((file) => file.close())).catch((error) => this.#fail(error))
  }

  #add(write: Write): void {
    if (this.#failed) return
    if (this.#waitingBytes + write.bytes.length > mostWaitingBytes) return this.#fail(new Error('the disk is too slow'))
    this.#waiting.push(write)
    this.#waitingBytes += write.bytes.length
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    try {
      if (!this.#made) {
        await mkdir(this.#folder, { mode: 0o700 })
        this.#made = true
      }
      while (this.#waiting.length > 0) {
        const writes = this.#waiting
        this.#waiting = []
        this.#waitingBytes = 0
        for (const { file: name, bytes, position } of joined(writes)) {
          const file = await this.#open(name)
          if (position === null) await file.appendFile(bytes)
          else await file.write(bytes, 0, bytes.length, position)
        }
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#working = null
    }
  }

  async #open(name: string): Promise<FileHandle> {
    const before = this.#files.get(name)
    if (before) return before
    const file = await open(join(this.#folder, name), 'wx', 0o600)
    this.#files.set(name, file)
    return file
  }

  #fail(error: unknown): void {
    if (this.#failed) return
    this.#failed = true
    this.#waiting = []
    this.#onFailure((error as Error).message)
  }
}

/** Appends to the same file that follow each other become one. */
function joined(writes: readonly Write[]): Write[] {
  const groups: Write[][] = []
  for (const write of writes) {
    const last = groups.at(-1)
    if (last?.[0]?.file === write.file && last[0].position === null && write.position === null) last.push(write)
    else groups.push([write])
  }
  return groups.map((group) => (group.length === 1 ? (group[0] as Write) : { ...(group[0] as Write), bytes: Buffer.concat(group.map(({ bytes }) => bytes)) }))
}
