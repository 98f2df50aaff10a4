import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'tar'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { inspectModel } from './cache.js'
import type { ModelEntry, ModelSource, PullProgress } from './contract.js'
import type { ModelError } from './model-error.js'
import { type PullOptions, pullModel } from './pull.js'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let dir: string
let server: Server
let base: string
let answers: Answer[]
let ranges: (string | undefined)[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sidetone-models-'))
  answers = []
  ranges = []
  server = createServer((request, response) => {
    ranges.push(request.headers.range)
    const answer = answers.shift()
    if (!answer) return response.writeHead(500, 'unexpected request').end()
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(dir, { recursive: true, force: true })
})

const content = Buffer.from('0123456789'.repeat(1_000))
const contentSha256 = '4c207598af7a20db0e3334dd044399a40e467cb81b37f7ba05a4f76dcbd8fd59'

/** Sends the content, or the rest of it when a part is asked for. */
const whole: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const part = content.subarray(start)
  response.writeHead(start > 0 ? 206 : 200, {
    etag: '"one"',
    'content-length': part.byteLength,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.byteLength - 1}/${content.byteLength}` } : {}),
  })
  response.end(part)
}

/** Sends the first 4,000 bytes and then nothing more. */
const beginning =
  (etag = '"one"'): Answer =>
  (_, response) => {
    response.writeHead(200, { etag, 'content-length': content.byteLength })
    response.write(content.subarray(0, 4_000))
  }

/** Cuts the connection when the first 4,000 bytes have arrived. */
const cut = (progress: PullProgress) => {
  if (progress.type === 'bytes' && progress.doneBytes === 4_000) server.closeAllConnections()
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end('no')

function entryOf(source: ModelSource, name: string, sha256: string | null = null): ModelEntry {
  return {
    id: 'test-model',
    job: 'voice',
    title: 'A model for tests',
    licence: 'none',
    downloadBytes: 0,
    isDefault: false,
    sources: [source],
    files: [{ name, bytes: null, sha256 }],
  }
}

const fileEntry = (sha256: string | null = null) =>
  entryOf({ type: 'https-file', url: `${base}/model.onnx`, name: 'model.onnx', maxBytes: 20_000 }, 'model.onnx', sha256)

interface PullSettings extends Pick<PullOptions, 'dir' | 'force' | 'signal'> {
  readonly clock?: ManualClock
  readonly react?: (progress: PullProgress) => void
}

/** Pulls with a hand-set clock that jumps over the pauses between attempts. */
async function pull(entry: ModelEntry, { clock = new ManualClock(), react, ...options }: PullSettings = {}): Promise<PullProgress[]> {
  const seen: PullProgress[] = []
  await pullModel(entry, {
    dir,
    clock,
    ...options,
    onProgress(progress) {
      seen.push(progress)
      if (progress.type === 'retrying') void clock.advance(progress.delayMs)
      react?.(progress)
    },
  })
  return seen
}

const failure = (pulling: Promise<unknown>): Promise<ModelError> =>
  pulling.then(
    () => expect.fail('the pull succeeded'),
    (error) => error,
  )
const pulled = () => readFile(join(dir, 'test-model', 'model.onnx'))
const workFolder = () => readdir(join(dir, '.work'))

describe('a file at an address', () => {
  test('arrives whole, with a receipt, and is not fetched again', async () => {
    answers.push(whole)
    await pull(fileEntry(contentSha256))
    expect(await pulled()).toEqual(content)
    expect(await pull(fileEntry(contentSha256))).toEqual([{ type: 'cached', id: 'test-model' }])
    expect(await workFolder()).toEqual([])
  })

  test('goes on where the connection was cut', async () => {
    answers.push(beginning(), whole)
    await pull(fileEntry(), { react: cut })
    expect(ranges).toEqual([undefined, 'bytes=4000-'])
    expect(await pulled()).toEqual(content)
  })

  test('begins anew when the sender has another version than the part that is here', async () => {
    let condition: string | string[] | undefined
    answers.push(beginning(), (request, response) => {
      condition = request.headers['if-range']
      response.writeHead(200, { etag: '"two"', 'content-length': content.byteLength }).end(content)
    })
    await pull(fileEntry(), { react: cut })
    expect(condition).toBe('"one"')
    expect(await pulled()).toEqual(content)
  })

  test('begins anew when the sender cannot tell versions apart', async () => {
    answers.push(beginning('W/"weak"'), whole)
    await pull(fileEntry(), { react: cut })
    expect(ranges).toEqual([undefined, undefined])
    expect(await pulled()).toEqual(content)
  })

  test('is tried again after silence, in the middle and before the first byte', async () => {
    const clock = new ManualClock()
    answers.push(beginning(), () => void clock.advance(20_000), whole)
    const seen = await pull(fileEntry(), {
      clock,
      react(progress) {
        if (progress.type === 'bytes' && progress.doneBytes === 4_000) void clock.advance(30_000)
      },
    })
    expect(seen.filter((progress) => progress.type === 'retrying').map((progress) => progress.because)).toEqual([
      'nothing came for 30 seconds',
      'nothing came for 20 seconds',
    ])
    expect(await pulled()).toEqual(content)
  })

  test('is given up after five attempts that bring nothing; the error names the address and the command', async () => {
    answers.push(status(503), status(429), status(500), status(502), status(503))
    const error = await failure(pull(fileEntry()))
    expect(error.code).toBe('source-unreachable')
    expect(error.message).toContain(`${base}/model.onnx could not be fetched: the server answered 503.`)
    expect(error.message).toContain('npm run sidetone -- models pull test-model')
    expect(answers).toEqual([])
  })

  test('is not asked for again when the address is gone', async () => {
    answers.push(status(404))
    const error = await failure(pull(fileEntry()))
    expect([error.code, ranges.length]).toEqual(['source-refused', 1])
    expect(error.message).toContain('answered 404 Not Found.')
  })

  test('follows a redirect', async () => {
    answers.push(status(302, { location: '/elsewhere' }), whole)
    await pull(fileEntry())
    expect(await pulled()).toEqual(content)
  })

  test('is refused when it is larger than the manifest allows, announced or not', async () => {
    const bounded = { ...fileEntry(), sources: [{ type: 'https-file', url: `${base}/model.onnx`, name: 'model.onnx', maxBytes: 9_999 }] } as const
    answers.push(whole)
    expect((await failure(pull(bounded))).code).toBe('source-too-large')
    answers.push((_, response) => void response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(content))
    expect((await failure(pull(bounded))).code).toBe('source-too-large')
    expect(existsSync(join(dir, 'test-model'))).toBe(false)
  })

  test('is thrown away when its checksum is not the one in the manifest', async () => {
    answers.push(whole)
    const error = await failure(pull(fileEntry('00ff')))
    expect(error.code).toBe('checksum-mismatch')
    expect(error.message).toMatch(/^model\.onnx from http.* expected 00ff\./)
    expect(await workFolder()).toEqual([])
    expect(inspectModel(fileEntry(), dir).state).toBe('absent')
  })

  test('without a checksum in the manifest is held to that of its first pull', async () => {
    answers.push(whole, (_, response) => void response.writeHead(200).end('something else'))
    await pull(fileEntry())
    const error = await failure(pull(fileEntry(), { force: true }))
    expect(error.code).toBe('checksum-mismatch')
    expect(error.message).toContain('has changed since the first pull')
    expect(await pulled()).toEqual(content)
  })
})

describe('an interrupted pull', () => {
  const interrupt = async () => {
    const controller = new AbortController()
    answers.push(beginning())
    await expect(
      pull(fileEntry(), {
        signal: controller.signal,
        react: (progress) => {
          if (progress.type === 'bytes') controller.abort(new Error('stopped by the user'))
        },
      }),
    ).rejects.toThrow('stopped by the user')
  }

  test('leaves no model behind, and the next one goes on from what has arrived', async () => {
    await interrupt()
    expect(existsSync(join(dir, 'test-model'))).toBe(false)
    expect(await workFolder()).toEqual([expect.stringMatching(/^\w+\.partial$/)])
    answers.push(whole)
    const seen = await pull(fileEntry())
    expect(seen).toContainEqual(expect.objectContaining({ type: 'resuming', fromBytes: 4_000 }))
    expect(ranges).toEqual([undefined, 'bytes=4000-'])
    expect(await pulled()).toEqual(content)
    expect(await workFolder()).toEqual([])
  })

  test('that was killed is tidied up, and its download taken over', async () => {
    await interrupt()
    const deadPid = spawnSync(process.execPath, ['--version']).pid
    const [partial] = await workFolder()
    await rename(join(dir, '.work', partial!), join(dir, '.work', `${partial}~${hostname()}~${deadPid}~1`))
    await mkdir(join(dir, '.work', `test-model.staging~${hostname()}~${deadPid}~2~abc`))
    answers.push(whole)
    await pull(fileEntry())
    expect(ranges).toEqual([undefined, 'bytes=4000-'])
    expect(await workFolder()).toEqual([])
  })

  test('does not take what another running process is busy with', async () => {
    await interrupt()
    const [partial] = await workFolder()
    const busy = `${partial}~${hostname()}~${process.ppid}~1`
    await rename(join(dir, '.work', partial!), join(dir, '.work', busy))
    answers.push(whole)
    await pull(fileEntry())
    expect(ranges).toEqual([undefined, undefined])
    expect(await workFolder()).toEqual([busy])
  })
})

test('two pulls of one model at once both end well', async () => {
  answers.push(whole, whole)
  await Promise.all([pull(fileEntry()), pull(fileEntry())])
  expect(await pulled()).toEqual(content)
  expect(await workFolder()).toEqual([])
})

test('a model with a file that went missing is fetched again', async () => {
  answers.push(whole, whole)
  await pull(fileEntry())
  await rm(join(dir, 'test-model', 'model.onnx'))
  await pull(fileEntry())
  expect(await pulled()).toEqual(content)
})

test('a cache that cannot be written to is named, with what to do', async () => {
  const blocked = join(dir, 'a-file')
  await writeFile(blocked, '')
  const error = await failure(pull(fileEntry(), { dir: blocked }))
  expect(error.code).toBe('cache-not-writable')
  expect(error.message).toContain('SIDETONE_MODELS')
})

describe('an archive', () => {
  // speech-model/ with model.onnx, tokens.txt, test.wav, data/deep/en and a symbolic link data/link.
  const archive = Buffer.from(
    [
      'QlpoOTFBWSZTWbpfodIAAX3fgMuIQAP/gAC5CgBu79/ADwgwAQ0oEogCGqeRGjyQNPSfqmg9T1D1DAaMhoMIBoBpoAAKqJpGgAAAAAADavzrSv2wz3J2os8AFR2gwAdciAJlwxxyyZFw',
      'XQovhiURlRRKBEVghEEbQ8CY3xOHQD43t0g5BRlGN6KWIW9agIKoAhy55lasruAQl2Y+mFw17HKDVamS9Sg2DuObXxDixrwkkUapQpK5VlVnnhKMB8xnuIyayUuwmjtQ9QJgOgBAgqB7',
      'RrE1k7XzAs1jyso1Akq/QDGzW9ucaIFPXR0C2oE5gOlDR6fy7bSlsBZ+4MeCgPtoX37CbLLm6d89/iAH+LuSKcKEhdL9DpA=',
    ].join(''),
    'base64',
  )
  const archiveEntry = (maxUnpackedBytes = 1_000) =>
    entryOf({ type: 'https-archive', url: `${base}/speech-model.tar.bz2`, keep: ['model.onnx', 'data/'], maxBytes: 20_000, maxUnpackedBytes }, 'model.onnx')
  const send =
    (bytes: Buffer): Answer =>
    (_, response) =>
      void response.writeHead(200).end(bytes)

  test('is unpacked to the files that are wanted, without links', async () => {
    answers.push(send(archive))
    await pull(archiveEntry())
    expect((await readdir(join(dir, 'test-model'), { recursive: true })).sort()).toEqual([
      'data',
      'data/deep',
      'data/deep/en',
      'model.onnx',
      'sidetone-receipt.json',
    ])
    expect(await readFile(join(dir, 'test-model', 'data/deep/en'), 'utf8')).toBe('phonemes')
    expect(await workFolder()).toEqual([])
  })

  test.each([
    ['damaged', Buffer.concat([archive.subarray(0, 200), Buffer.from('xxxx'), archive.subarray(204)])],
    ['cut short', archive.subarray(0, archive.byteLength - 60)],
    ['no archive at all', Buffer.from('<html>Sign in to this network</html>')],
  ])('that is %s is thrown away', async (_, bytes) => {
    answers.push(send(bytes))
    const error = await failure(pull(archiveEntry()))
    expect(error.code).toBe('archive-unreadable')
    expect(error.message).toContain(`${base}/speech-model.tar.bz2`)
    expect(await workFolder()).toEqual([])
  })

  test('that unpacks to more than allowed is refused', async () => {
    answers.push(send(archive))
    expect((await failure(pull(archiveEntry(10)))).code).toBe('source-too-large')
    expect(existsSync(join(dir, 'test-model'))).toBe(false)
  })

  test('without the file that is wanted is said to be so', async () => {
    answers.push(send(archive))
    const entry = entryOf(
      { type: 'https-archive', url: `${base}/speech-model.tar.bz2`, keep: ['voices.bin'], maxBytes: 20_000, maxUnpackedBytes: 1_000 },
      'voices.bin',
    )
    expect((await failure(pull(entry))).message).toContain('holds no voices.bin')
  })
})

describe('a file in an npm package', () => {
  const npmEntry = () => entryOf({ type: 'npm-package', name: 'speech-model', version: '1.2.3', files: { 'dist/model.onnx': 'model.onnx' } }, 'model.onnx')
  const settings = { npm_config_fetch_retries: '0', npm_config_update_notifier: 'false' }
  let before: NodeJS.ProcessEnv

  beforeEach(() => {
    before = { ...process.env }
    Object.assign(process.env, settings, { npm_config_registry: `${base}/`, npm_config_cache: join(dir, 'npm-cache') })
  })
  afterEach(() => {
    process.env = before
  })

  test("comes through the user's own npm client and registry", async () => {
    const folder = join(dir, 'source', 'package')
    await mkdir(join(folder, 'dist'), { recursive: true })
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'speech-model', version: '1.2.3' }))
    await writeFile(join(folder, 'dist', 'model.onnx'), content)
    const tarball = join(dir, 'speech-model.tgz')
    await create({ gzip: true, file: tarball, cwd: join(dir, 'source') }, ['package'])
    const bytes = await readFile(tarball)
    const registry: Answer = (request, response) => {
      if (request.url === '/speech-model.tgz') return void response.end(bytes)
      const version = { name: 'speech-model', version: '1.2.3', dist: { tarball: `${base}/speech-model.tgz` } }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name: 'speech-model', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } }))
    }
    answers.push(registry, registry, registry)
    await pull(npmEntry())
    expect(await pulled()).toEqual(content)
    expect(await workFolder()).toEqual([])
  })

  test('that npm cannot fetch is named, with the reason npm gives and what to check', async () => {
    answers.push(status(404), status(404))
    const error = await failure(pull(npmEntry()))
    expect(error.code).toBe('source-unreachable')
    expect(error.message).toContain('npm could not fetch speech-model@1.2.3, which holds model.onnx: E404')
    expect(error.message).toContain('npm run sidetone -- models pull test-model')
    expect(await workFolder()).toEqual([])
  })
})
