import { availableParallelism, totalmem } from 'node:os'
import { firstInstalled, installAdvice, players, recorders } from '../talk/audio-tools.js'
import type { Finding } from './contract.js'

/** As package.json asks for. */
const leastNode = [20, 19] as const
const mebibyte = 1024 * 1024
/** The models and the process that holds them take about 500 MiB; a machine with less than this swaps. */
const leastMemoryMiB = 1024

export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return { verdict: 'ok', sentence: `Node.js ${version}` }
  return { verdict: 'fail', sentence: `Node.js ${version} is too old`, remedy: `Install ${leastNode.join('.')} or newer: https://nodejs.org` }
}

export function checkCores(cores: number = availableParallelism(), memoryBytes: number = totalmem()): Finding {
  const memoryMiB = Math.round(memoryBytes / mebibyte)
  const sentence = `${cores} processor core${cores === 1 ? '' : 's'}, ${(memoryMiB / 1024).toFixed(1)} GiB of memory`
  if (memoryMiB < leastMemoryMiB)
    return { verdict: 'warn', sentence, remedy: 'Less than 1 GiB: expect swapping. Close other programs, or use a larger machine.' }
  if (cores < 2) return { verdict: 'warn', sentence, remedy: 'With one core, expect answers to come later than they could.' }
  return { verdict: 'ok', sentence }
}

export function checkAudioTools(searchPath?: string): Finding {
  const recorder = firstInstalled(recorders, searchPath)?.tool.name
  const player = firstInstalled(players, searchPath)?.tool.name
  if (recorder && player) return { verdict: 'ok', sentence: `microphone through ${recorder}, loudspeaker through ${player}` }
  const missing = [...(recorder ? [] : ['record']), ...(player ? [] : ['play'])].join(' or ')
  return {
    verdict: 'warn',
    sentence: `no program to ${missing} sound with: "talk --mic" will not work`,
    remedy: `${installAdvice()} "talk FILE.wav" needs none of them.`,
  }
}
