import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bytesFromInt16, int16FromFloat } from '@sidetone/audio'

const run = promisify(execFile)
/** Of 32,767: what nobody would call silence. */
const loudEnough = 500
/** A sound that is not through by then is stuck. */
const playLimitMs = 60_000
const needed = ['pulseaudio', 'pactl', 'pacat', 'parec']

/** Why no sound cards can be plugged in here; null: they can. */
export function noSoundSystemBecause(): string | null {
  const missing = needed.find((name) => !existsSync(`/usr/bin/${name}`))
  return missing ? `there is no /usr/bin/${missing} (Debian: pulseaudio, pulseaudio-utils)` : null
}

export interface PluggedMicrophone {
  /** What it hears, at 24 kHz; resolves when the last of it was heard. */
  hear(samples: Float32Array): Promise<void>
  unplug(): Promise<void>
}

export interface PluggedSpeaker {
  /** Resolves when it sounds; rejects when it is closed before. */
  sounds(): Promise<void>
  unplug(): Promise<void>
}

/** Sound cards of a machine that may have none: a PulseAudio of its own, whose devices come and go as a plug does. Names are of letters. */
export interface SoundSystem {
  /** What a program needs in its environment to find these cards and no others. */
  readonly environment: { readonly [name: string]: string }
  /** The first one that is plugged in is the machine's default one. */
  plugMicrophone(name: string): Promise<PluggedMicrophone>
  plugSpeaker(name: string): Promise<PluggedSpeaker>
  close(): Promise<void>
}

export async function startSoundSystem(): Promise<SoundSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-sound-'))
  const socket = join(folder, 'native')
  const environment = {
    ...definedEnvironment(),
    PULSE_SERVER: `unix:${socket}`,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
    PULSE_COOKIE: join(folder, 'cookie'),
  }
  const daemon = spawn(
    'pulseaudio',
    // Unix sockets only, no shared memory, no configuration of this machine.
    [
      '-n',
      '--daemonize=no',
      '--use-pid-file=no',
      '--exit-idle-time=-1',
      '--disable-shm=yes',
      '--realtime=no',
      '--high-priority=no',
      '-L',
      `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    ],
    { env: { ...environment, HOME: folder, XDG_RUNTIME_DIR: folder }, stdio: 'ignore' },
  )
  const pactl = async (...args: string[]) => (await run('pactl', args, { env: environment, timeout: 60_000 })).stdout.trim()
  const load = (module: string, ...args: string[]) => pactl('load-module', module, ...args)
  const unload = (...modules: string[]) => modules.reduce((before, module) => before.then(() => pactl('unload-module', module)), Promise.resolve(''))
  await answering(socket, daemon, pactl)
  return {
    environment,
    async plugMicrophone(name) {
      // What is played into the air is what the microphone hears.
      const air = await load('module-null-sink', `sink_name=air_${name}`, 'rate=48000', 'channels=1')
      const device = await load(
        'module-remap-source',
        `source_name=${name}`,
        `master=air_${name}.monitor`,
        'channels=1',
        `source_properties=device.description=${name}`,
      )
      return {
        hear: (samples) => play(samples, `air_${name}`, environment),
        unplug: async () => void (await unload(device, air)),
      }
    },
    async plugSpeaker(name) {
      const device = await load('module-null-sink', `sink_name=${name}`, 'rate=48000', 'channels=2', `sink_properties=device.description=${name}`)
      return { sounds: () => listen(`${name}.monitor`, environment), unplug: async () => void (await unload(device)) }
    },
    async close() {
      const gone = new Promise((resolve) => daemon.once('exit', resolve))
      daemon.kill()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answering(socket: string, daemon: ChildProcess, pactl: (...args: string[]) => Promise<string>): Promise<void> {
  for (let tries = 0; ; tries++) {
    if (daemon.exitCode !== null) throw new Error(`pulseaudio ended with ${daemon.exitCode}.`)
    if (existsSync(socket)) return void (await pactl('info'))
    if (tries > 600) throw new Error('pulseaudio does not listen.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function play(samples: Float32Array, sink: string, environment: SoundSystem['environment']): Promise<void> {
  const player = spawn('pacat', ['--playback', `--device=${sink}`, '--rate=24000', '--channels=1', '--format=s16le'], {
    env: environment,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve, reject) => {
    player.once('error', reject)
    player.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Nothing could be played to ${sink}: pacat ended with ${code}.`))))
  })
  const limit = setTimeout(() => player.kill(), playLimitMs)
  player.stdin.on('error', () => {}).end(bytesFromInt16(int16FromFloat(samples)))
  await ended.finally(() => clearTimeout(limit))
}

async function listen(source: string, environment: SoundSystem['environment']): Promise<void> {
  const recorder = spawn('parec', [`--device=${source}`, '--rate=24000', '--channels=1', '--format=s16le'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const bytes of recorder.stdout as AsyncIterable<Buffer>) {
      for (let at = 0; at + 1 < bytes.length; at += 2) if (Math.abs(bytes.readInt16LE(at)) > loudEnough) return
    }
    throw new Error(`Nothing was heard of ${source}.`)
  } finally {
    recorder.kill()
  }
}

function definedEnvironment(): { [name: string]: string } {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
