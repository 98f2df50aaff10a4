import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { int16FromFloat, resample, writeWav } from '@sidetone/audio'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const path = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** How long a page is waited for, in ms: the machine may be busy with other tests. */
export const patience = 60_000
/** How long, where one wait covers a whole scene: sentences are said and heard in real time, and what was missed is said again. */
export const scenePatience = 2 * patience
/** How long a test may take, with several waits in it. */
export const testLimit = 6 * patience

/** Why Chromium cannot be used here; null: it can. */
export function noChromiumBecause(): string | null {
  return existsSync(path) ? null : `there is no Chromium at ${path}; CHROMIUM may name another`
}

export interface ChromiumOptions {
  /** What the microphone brings from the moment on which it opens (24 kHz), and then silence; null: it may not be used; 'plugged-in': the devices of the machine. */
  readonly microphone: Float32Array | null | 'plugged-in'
  /** Whether a page may sound before it was touched. Default: it may. */
  readonly soundsUntouched?: boolean
  /** Whether calls may leave by the loopback interface, as on a machine without a network. Default: they may. */
  readonly loopbackCalls?: boolean
  readonly environment?: { readonly [name: string]: string }
}

export function launchChromium({ microphone, soundsUntouched = true, loopbackCalls = true, environment }: ChromiumOptions): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu']
  if (soundsUntouched) args.push('--autoplay-policy=no-user-gesture-required')
  if (loopbackCalls) args.push('--allow-loopback-in-peer-connection')
  if (microphone !== 'plugged-in') args.push('--use-fake-device-for-media-stream')
  if (microphone !== null) args.push('--use-fake-ui-for-media-stream')
  if (microphone instanceof Float32Array) args.push(`--use-file-for-fake-audio-capture=${wavFile(microphone)}%noloop`)
  // Muted, it would not notice that a loudspeaker is gone.
  const ignoreDefaultArgs = microphone === 'plugged-in' ? ['--mute-audio'] : []
  return chromium.launch({ executablePath: path, args, ignoreDefaultArgs, ...(environment && { env: environment }) })
}

/** A page that is waited for with patience, and so are those that it opens. */
export async function openPage(browser: Browser, look?: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(look)
  context.setDefaultTimeout(patience)
  return context.newPage()
}

function wavFile(samples: Float32Array): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-microphone-')), 'microphone.wav')
  writeFileSync(file, writeWav({ samples: int16FromFloat(resample(samples, 24_000, 48_000)), sampleRateHz: 48_000 }))
  return file
}
