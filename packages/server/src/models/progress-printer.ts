import type { Clock, Timer } from '../lib/clock.js'
import type { PullProgress } from './contract.js'

const frameMs = 100
const barWidth = 24

/** Where progress is shown; `process.stderr` fits. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Shows pulls to a person: on a terminal one line that is redrawn, with a bar when the size is known; elsewhere plain lines, one for each step and each
 * quarter of a download.
 */
export function progressPrinter(output: ProgressOutput, clock: Clock): { report(progress: PullProgress): void; close(): void } {
  return output.isTTY ? terminalPrinter(output, clock) : plainPrinter(output)
}

function plainPrinter(output: ProgressOutput) {
  let quarter = 0
  return {
    report(progress: PullProgress) {
      if (progress.type !== 'bytes') {
        quarter = 0
        output.write(`${sentence(progress)}\n`)
        return
      }
      if (!progress.totalBytes) return
      const reached = Math.floor((4 * progress.doneBytes) / progress.totalBytes)
      if (reached > quarter && reached < 4) output.write(`${progress.id}: ${amount(progress)}\n`)
      quarter = reached
    },
    close() {},
  }
}

function terminalPrinter(output: ProgressOutput, clock: Clock) {
  let line: string | null = null
  let startedAtMs = 0
  let timer: Timer | null = null

  const draw = () => {
    if (line === null) return
    const seconds = Math.floor((clock.nowMs() - startedAtMs) / 1000)
    output.write(`\r\u001b[2K${line}${seconds > 0 ? `  ${seconds} s` : ''}`)
    timer = clock.after(frameMs, draw)
  }
  const settle = (text: string) => {
    timer?.cancel()
    output.write(`${line === null ? '' : '\r\u001b[2K'}${text}`)
    line = null
  }
  const live = (text: string) => {
    const running = line !== null
    line = text
    if (running) return
    startedAtMs = clock.nowMs()
    draw()
  }

  return {
    report(progress: PullProgress) {
      switch (progress.type) {
        case 'bytes':
          return live(`${progress.id}: ${bar(progress)}${amount(progress)}`)
        case 'source-started':
        case 'unpacking':
          return live(sentence(progress))
        default:
          return settle(`${sentence(progress)}\n`)
      }
    },
    close: () => settle(''),
  }
}

function sentence(progress: Exclude<PullProgress, { type: 'bytes' }>): string {
  switch (progress.type) {
    case 'cached':
      return `${progress.id}: here already`
    case 'source-started':
      return `${progress.id}: from ${progress.source}`
    case 'resuming':
      return `${progress.id}: going on after ${megabytes(progress.fromBytes)} that are here already`
    case 'retrying':
      return `${progress.id}: ${progress.because}; trying again in ${progress.delayMs / 1000} s`
    case 'unpacking':
      return `${progress.id}: unpacking`
    case 'ready':
      return `${progress.id}: ready (${megabytes(progress.bytes)})`
  }
}

function amount({ doneBytes, totalBytes }: Extract<PullProgress, { type: 'bytes' }>): string {
  return totalBytes ? `${Math.floor((100 * doneBytes) / totalBytes)} % of ${megabytes(totalBytes)}` : megabytes(doneBytes)
}

function bar({ doneBytes, totalBytes }: Extract<PullProgress, { type: 'bytes' }>): string {
  if (!totalBytes) return ''
  const full = Math.min(barWidth, Math.floor((barWidth * doneBytes) / totalBytes))
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] `
}

/** Decimal megabytes, as download pages give them. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`
}
