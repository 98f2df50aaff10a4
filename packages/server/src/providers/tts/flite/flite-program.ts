import { outputPath, Wasi } from './wasi.js'

/** What a run left behind. */
export interface FliteOutput {
  /** One line a printed relation. */
  readonly printed: string
  /** Empty when none was asked for. */
  readonly wav: Uint8Array
}

/** A program whose memory grew beyond this in a run is given up for a new one. */
const mostMemoryBytes = 64 * 1024 * 1024

/** The memory of a program that has not run yet, to be shared by all threads. */
export async function initialMemory(module: WebAssembly.Module): Promise<Uint8Array> {
  const { exports } = await WebAssembly.instantiate(module, new Wasi().imports)
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer)
  const shared = new Uint8Array(new SharedArrayBuffer(memory.length))
  shared.set(memory)
  return shared
}

/**
 * Flite's command-line program. It is written to run once and end, so before each run its memory (17 MB, mostly voices) is put back to the initial
 * state: that takes 2 ms, a new instance 11 to 20.
 */
export class FliteProgram {
  readonly #module: WebAssembly.Module
  readonly #initial: Uint8Array
  #loaded: { memory: WebAssembly.Memory; start: () => void; wasi: Wasi } | null = null

  constructor(module: WebAssembly.Module, initial: Uint8Array) {
    this.#module = module
    this.#initial = initial
  }

  /** Runs `flite` with these options on a text. Throws when it traps or ends with an error; the next run has a new instance then. */
  run(options: readonly string[], text: string, output: 'wav' | 'none'): FliteOutput {
    const loaded = this.#reset() ?? this.#load()
    this.#loaded = null
    // The text is the value of -t whatever it begins with; options after it are the program's own.
    loaded.wasi.begin(loaded.memory, ['flite', ...options, '-t', text, '-o', output === 'wav' ? outputPath : 'none'])
    loaded.start()
    if (loaded.memory.buffer.byteLength <= mostMemoryBytes) this.#loaded = loaded
    return { printed: loaded.wasi.printed, wav: loaded.wasi.written }
  }

  #reset() {
    if (!this.#loaded) return null
    const bytes = new Uint8Array(this.#loaded.memory.buffer)
    bytes.set(this.#initial)
    bytes.fill(0, this.#initial.length)
    return this.#loaded
  }

  #load() {
    const wasi = new Wasi()
    const { exports } = new WebAssembly.Instance(this.#module, wasi.imports)
    return { memory: exports.memory as WebAssembly.Memory, start: exports._start as () => void, wasi }
  }
}
