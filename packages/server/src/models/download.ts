import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { sleep } from '../lib/abort.js'
import type { Clock } from '../lib/clock.js'
import { ModelError } from './model-error.js'
import { claimPartial, type PartialDownload } from './partial-download.js'

/** How long a sender may stay silent: until the headers, and between two pieces of the body. */
const connectLimitMs = 20_000
const stallLimitMs = 30_000
/** Pauses before the next attempts. An attempt that brought bytes starts the list again. */
const retryDelaysMs = [1_000, 2_000, 4_000, 8_000]

export interface DownloadRequest {
  readonly url: string
  readonly workDir: string
  readonly maxBytes: number
  /** What to type to try again. */
  readonly remedy: string
  readonly clock: Clock
  readonly signal: AbortSignal
  onBytes(doneBytes: number, totalBytes: number | null): void
  onResume(fromBytes: number): void
  onRetry(delayMs: number, because: string): void
}

/** A fetch that may work when tried again. */
class Hiccup extends Error {}

/**
 * Fetches one address into a partial download, going on where an earlier one stopped when the sender still has the same version. Resolves when the
 * body is whole; the caller discards it when it is used. On any failure, and when aborted, what has arrived is kept for the next pull.
 */
export async function download(request: DownloadRequest): Promise<PartialDownload> {
  const key = createHash('sha256').update(request.url).digest('hex').slice(0, 24)
  const partial = await claimPartial(request.workDir, key)
  try {
    await fetchWhole(request, partial)
    return partial
  } catch (error) {
    await partial.release()
    throw error
  }
}

async function fetchWhole(request: DownloadRequest, partial: PartialDownload): Promise<void> {
  let { receivedBytes, version } = partial
  if (receivedBytes > 0 && version.validator) request.onResume(receivedBytes)
  let delays = retryDelaysMs
  for (;;) {
    const before = receivedBytes
    const file = await open(partial.body, 'a')
    try {
      return await attempt(request, file, {
        receivedBytes,
        validator: version.validator,
        restart: async (validator) => {
          await file.truncate()
          receivedBytes = 0
          version = { validator }
          await partial.remember(version)
        },
        received: (bytes) => {
          receivedBytes += bytes
        },
      })
    } catch (error) {
      if (!(error instanceof Hiccup)) throw error
      const [delayMs, ...rest] = receivedBytes > before ? retryDelaysMs : delays
      if (delayMs === undefined) throw unreachable(request, error.message)
      delays = rest
      request.onRetry(delayMs, error.message)
      await sleep(request.clock, delayMs, request.signal)
    } finally {
      await file.close()
    }
  }
}

interface Progress {
  readonly receivedBytes: number
  readonly validator: string | null
  /** The sender starts from the first byte. */
  restart(validator: string | null): Promise<void>
  received(bytes: number): void
}

/** One request. Throws `Hiccup` for what may pass, `ModelError` for what will not, and the signal's reason. */
async function attempt(request: DownloadRequest, file: FileHandle, progress: Progress): Promise<void> {
  const watch = watchSilence(request.clock)
  const signal = AbortSignal.any([request.signal, watch.signal])
  const resumable = progress.receivedBytes > 0 && progress.validator !== null
  try {
    watch.expectWithin(connectLimitMs)
    const response = await fetch(request.url, {
      signal,
      // The stored bytes are counted, so they must travel as they are.
      headers: {
        'accept-encoding': 'identity',
        ...(resumable ? { range: `bytes=${progress.receivedBytes}-`, 'if-range': progress.validator! } : {}),
      },
    })
    refuseDowngrade(request, response)
    const goesOn = response.status === 206 && rangeStart(response) === progress.receivedBytes
    if (resumable && response.status === 416 && response.headers.get('content-range') === `bytes */${progress.receivedBytes}`) return
    if (response.status === 416) {
      await progress.restart(null)
      throw new Hiccup('the sender has no such part any more')
    }
    if (!goesOn && response.status !== 200) throw refusal(request, response)
    if (!goesOn) await progress.restart(validatorOf(response))

    let doneBytes = goesOn ? progress.receivedBytes : 0
    const lengthHeader = response.headers.get('content-length')
    const totalBytes = lengthHeader === null ? null : doneBytes + Number(lengthHeader)
    if (totalBytes !== null && totalBytes > request.maxBytes) throw tooLarge(request)

    watch.expectWithin(stallLimitMs)
    for await (const chunk of response.body ?? []) {
      watch.expectWithin(stallLimitMs)
      doneBytes += chunk.byteLength
      if (doneBytes > request.maxBytes) throw tooLarge(request)
      await file.writeFile(chunk)
      progress.received(chunk.byteLength)
      request.onBytes(doneBytes, totalBytes)
    }
    if (totalBytes !== null && doneBytes < totalBytes) throw new Hiccup('the connection ended early')
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason
    if (watch.signal.aborted) throw watch.signal.reason
    throw isNetworkFailure(error) ? new Hiccup(networkCause(error), { cause: error }) : error
  } finally {
    watch.stop()
  }
}

/** Aborts with a `Hiccup` when nothing happens within the time set last. */
function watchSilence(clock: Clock): { signal: AbortSignal; expectWithin(limitMs: number): void; stop(): void } {
  const controller = new AbortController()
  let timer: { cancel(): void } | null = null
  const stop = () => timer?.cancel()
  return {
    signal: controller.signal,
    stop,
    expectWithin(limitMs) {
      stop()
      timer = clock.after(limitMs, () => controller.abort(new Hiccup(`nothing came for ${limitMs / 1000} seconds`)))
    },
  }
}

/** A strong validator, as `If-Range` needs (RFC 9110, section 13.1.5): a strong entity tag, else the date of the last change. */
function validatorOf(response: Response): string | null {
  const entityTag = response.headers.get('etag')
  if (entityTag && !entityTag.startsWith('W/')) return entityTag
  return response.headers.get('last-modified')
}

function rangeStart(response: Response): number | null {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  return start === undefined ? null : Number(start)
}

function refuseDowngrade(request: DownloadRequest, response: Response): void {
  if (request.url.startsWith('https:') && !response.url.startsWith('https:')) {
    throw new ModelError('source-refused', `${request.url} redirects to an address that is not https: ${response.url}.`, 'It is not used.')
  }
}

/** Statuses that pass by themselves: time out, too many requests, and failures of the server. */
function refusal(request: DownloadRequest, response: Response): Error {
  if (response.status === 408 || response.status === 429 || response.status >= 500) return new Hiccup(`the server answered ${response.status}`)
  return new ModelError(
    'source-refused',
    `${request.url} answered ${response.status} ${response.statusText}.`.replace(' .', '.'),
    'The file may have moved: look for a newer version of Sidetone, or choose another model with: npm run sidetone -- models list',
  )
}

function tooLarge(request: DownloadRequest): ModelError {
  return new ModelError(
    'source-too-large',
    `${request.url} sends more than the ${Math.round(request.maxBytes / 1e6)} MB that this model may have.`,
    'It is not the file that was expected and is not used.',
  )
}

function unreachable(request: DownloadRequest, because: string): ModelError {
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy
  const hint =
    proxy && !process.env.NODE_USE_ENV_PROXY ? ' A proxy is set in HTTPS_PROXY; Node uses it only with NODE_USE_ENV_PROXY=1 (Node 22.21 or newer).' : ''
  return new ModelError(
    'source-unreachable',
    `${request.url} could not be fetched: ${because}.`,
    `Check the network, then go on with: ${request.remedy}${hint}`,
  )
}

/** `fetch` reports every network failure as a TypeError with the system's error as cause. */
function isNetworkFailure(error: unknown): error is TypeError {
  return error instanceof TypeError
}

function networkCause(error: TypeError): string {
  const cause = error.cause as { code?: string; message?: string } | undefined
  return cause?.code ?? cause?.message ?? error.message
}
