import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstInstalled, players, recorders } from './audio-tools.js'
import { packetCutter } from './talk-live.js'

test('a stream of bytes is cut into whole packets, however it comes in', () => {
  const packets: number[][] = []
  const cut = packetCutter(2, (packet) => packets.push([...packet]))
  const bytes = new Uint8Array(Int16Array.of(1, 2, 3, 4, 5).buffer)
  cut(bytes.subarray(0, 3))
  expect(packets).toEqual([])
  cut(bytes.subarray(3, 9))
  expect(packets).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('the first audio program that is installed is taken, and none when none is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-tools-'))
  try {
    expect(firstInstalled(recorders, folder)).toBeNull()
    for (const name of ['ffmpeg', 'sox', 'ffplay']) writeFileSync(join(folder, name), '', { mode: 0o755 })
    writeFileSync(join(folder, 'arecord'), '', { mode: 0o644 })
    expect(firstInstalled(recorders, folder)?.path).toBe(join(folder, 'sox'))
    expect(firstInstalled(players, folder)?.tool.name).toBe('ffplay')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
