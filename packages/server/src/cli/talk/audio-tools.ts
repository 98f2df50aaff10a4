import { findTool } from '../find-tool.js'

/** A program that records from the default microphone to standard output, or plays standard input: raw 16 bit mono at the rate given. */
export interface AudioTool {
  readonly name: string
  readonly arguments: (sampleRateHz: number) => readonly string[]
}

const ffmpegInput: Readonly<Record<string, readonly string[]>> = {
  darwin: ['-f', 'avfoundation', '-i', ':0'],
  win32: ['-f', 'dshow', '-i', 'audio=default'],
  linux: ['-f', 'alsa', '-i', 'default'],
}

/** In the order in which they are tried. */
export const recorders: readonly AudioTool[] = [
  { name: 'arecord', arguments: (rate) => ['-q', '-t', 'raw', '-f', 'S16_LE', '-c', '1', '-r', `${rate}`, '--buffer-time=200000', '--period-time=20000', '-'] },
  { name: 'rec', arguments: (rate) => ['-q', '--buffer', '960', '-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-c', '1', '-r', `${rate}`, '-'] },
  { name: 'sox', arguments: (rate) => ['-q', '--buffer', '960', '-d', '-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-c', '1', '-r', `${rate}`, '-'] },
  {
    name: 'ffmpeg',
    arguments: (rate) => [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-fflags', 'nobuffer'],
      ...(ffmpegInput[process.platform] ?? ['-f', 'alsa', '-i', 'default']),
      ...['-ac', '1', '-ar', `${rate}`, '-f', 's16le', '-flush_packets', '1', '-'],
    ],
  },
  { name: 'parecord', arguments: (rate) => ['--raw', '--format=s16le', '--channels=1', `--rate=${rate}`, '--latency-msec=20'] },
]

export const players: readonly AudioTool[] = [
  { name: 'aplay', arguments: (rate) => ['-q', '-t', 'raw', '-f', 'S16_LE', '-c', '1', '-r', `${rate}`, '--buffer-time=200000', '-'] },
  { name: 'play', arguments: (rate) => ['-q', '--buffer', '960', '-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-c', '1', '-r', `${rate}`, '-'] },
  {
    name: 'ffplay',
    arguments: (rate) => [
      ...['-hide_banner', '-loglevel', 'error', '-nodisp', '-fflags', 'nobuffer', '-probesize', '32'],
      ...['-f', 's16le', '-ar', `${rate}`, '-ch_layout', 'mono', '-i', '-'],
    ],
  },
  { name: 'paplay', arguments: (rate) => ['--raw', '--format=s16le', '--channels=1', `--rate=${rate}`, '--latency-msec=60'] },
]

export interface FoundTool {
  readonly path: string
  readonly tool: AudioTool
}

/** The first that is installed; null: none. */
export function firstInstalled(tools: readonly AudioTool[], searchPath?: string): FoundTool | null {
  for (const tool of tools) {
    const path = findTool(tool.name, searchPath)
    if (path !== null) return { path, tool }
  }
  return null
}

/** How to get one of them here. */
export function installAdvice(): string {
  if (process.platform === 'darwin') return 'Install SoX (brew install sox) or ffmpeg (brew install ffmpeg).'
  if (process.platform === 'win32') return 'Install SoX or ffmpeg and put it on the PATH.'
  return 'Install alsa-utils (arecord and aplay), sox, ffmpeg or pulseaudio-utils, for example: sudo apt install alsa-utils'
}
