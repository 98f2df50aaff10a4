const standardOutput = 1
const preopenedFolder = 3
const outputFile = 4

const success = 0
const badDescriptor = 8
const noSuchFile = 44

const characterDevice = 2
const directory = 3
const regularFile = 4

/** The path that the program can write to; no other can be opened. */
export const outputPath = '/out.wav'

/**
 * The least of WASI preview 1 that a program needs which reads its arguments, prints and writes one file: no clock, no input, no files to read.
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
 */
export class Wasi {
  #arguments: Uint8Array[] = []
  #printed: Uint8Array[] = []
  #written: Uint8Array[] = []
  #memory: WebAssembly.Memory | null = null

  /** Call before each run. `args`: without NUL. */
  begin(memory: WebAssembly.Memory, args: readonly string[]): void {
    const encoder = new TextEncoder()
    this.#memory = memory
    this.#arguments = args.map((argument) => encoder.encode(`${argument}\0`))
    this.#printed = []
    this.#written = []
  }

  /** What it printed to standard output. */
  get printed(): string {
    return new TextDecoder().decode(joined(this.#printed))
  }

  /** What it wrote to `outputPath`. */
  get written(): Uint8Array {
    return joined(this.#written)
  }

  readonly imports: WebAssembly.Imports = {
    wasi_snapshot_preview1: {
      args_sizes_get: (countAt: number, bytesAt: number) => {
        this.#view.setUint32(countAt, this.#arguments.length, true)
        this.#view.setUint32(bytesAt, joined(this.#arguments).length, true)
        return success
      },
      args_get: (pointersAt: number, bytesAt: number) => {
        let at = bytesAt
        for (const [index, argument] of this.#arguments.entries()) {
          this.#view.setUint32(pointersAt + 4 * index, at, true)
          this.#bytes.set(argument, at)
          at += argument.length
        }
        return success
      },
      clock_time_get: (_clock: number, _precision: bigint, timeAt: number) => {
        this.#view.setBigUint64(timeAt, 0n, true)
        return success
      },
      fd_close: () => success,
      fd_fdstat_get: (descriptor: number, statAt: number) => {
        const allRights = 0xffff_ffff_ffff_ffffn
        this.#bytes.fill(0, statAt, statAt + 24)
        this.#view.setUint8(statAt, descriptor < preopenedFolder ? characterDevice : descriptor === preopenedFolder ? directory : regularFile)
        this.#view.setBigUint64(statAt + 8, allRights, true)
        this.#view.setBigUint64(statAt + 16, allRights, true)
        return success
      },
      fd_fdstat_set_flags: () => success,
      fd_prestat_get: (descriptor: number, statAt: number) => {
        if (descriptor !== preopenedFolder) return badDescriptor
        this.#view.setUint32(statAt, 0, true)
        this.#view.setUint32(statAt + 4, '/'.length, true)
        return success
      },
      fd_prestat_dir_name: (_descriptor: number, nameAt: number) => {
        this.#bytes[nameAt] = '/'.charCodeAt(0)
        return success
      },
      fd_read: (_descriptor: number, _vectorsAt: number, _vectors: number, countAt: number) => {
        this.#view.setUint32(countAt, 0, true)
        return success
      },
      fd_seek: (_descriptor: number, _offset: bigint, _whence: number, placeAt: number) => {
        this.#view.setBigUint64(placeAt, 0n, true)
        return success
      },
      fd_write: (descriptor: number, vectorsAt: number, vectors: number, countAt: number) => {
        let count = 0
        for (let vector = 0; vector < vectors; vector++) {
          const at = this.#view.getUint32(vectorsAt + 8 * vector, true)
          const length = this.#view.getUint32(vectorsAt + 8 * vector + 4, true)
          const bytes = this.#bytes.slice(at, at + length)
          if (descriptor === standardOutput) this.#printed.push(bytes)
          if (descriptor === outputFile) this.#written.push(bytes)
          count += length
        }
        this.#view.setUint32(countAt, count, true)
        return success
      },
      path_open: (
        _folder: number,
        _lookup: number,
        pathAt: number,
        pathLength: number,
        _open: number,
        _rights: bigint,
        _inherited: bigint,
        _flags: number,
        descriptorAt: number,
      ) => {
        const path = new TextDecoder().decode(this.#bytes.slice(pathAt, pathAt + pathLength))
        if (path.replace(/^\//, '') !== outputPath.slice(1)) return noSuchFile
        this.#view.setUint32(descriptorAt, outputFile, true)
        return success
      },
      proc_exit: (code: number) => {
        throw new Error(`The program ended with code ${code}.`)
      },
    },
  }

  /** Made anew each time: a memory that grows leaves its old buffer behind. */
  get #view(): DataView {
    return new DataView(this.#memory!.buffer)
  }

  get #bytes(): Uint8Array {
    return new Uint8Array(this.#memory!.buffer)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
