import { threadId } from 'node:worker_threads'
import { move, workerData } from 'piscina'
import { FliteProgram } from './flite-program.js'
import { type SpeakJob, type SpokenPiece, speakPiece } from './speak-piece.js'
import { voices } from './voices.js'

export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly initialMemory: Uint8Array
}

const { module, initialMemory } = workerData as WorkerData
const flite = new FliteProgram(module, initialMemory)

export function speak(job: SpeakJob): SpokenPiece | null {
  const piece = speakPiece(flite, job)
  if (piece) move(piece.samples)
  return piece
}

/** Has the engine optimise the code of each base voice. Returns which thread is warm now. */
export function warmUp(): number {
  const natives = Object.entries(voices).filter(([name, voice]) => name === voice.base)
  for (const [, voice] of natives) speakPiece(flite, { spoken: ['Hello', 'there,', 'good', 'morning.'], voice, speed: 1 })
  return threadId
}
