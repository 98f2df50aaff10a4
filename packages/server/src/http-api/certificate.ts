import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../config/cache-folder.js'
import { isLoopback } from '../config/is-loopback.js'
import type { Clock } from '../lib/clock.js'
import { makeFolder } from '../lib/make-folder.js'

export interface Certificate {
  readonly cert: string
  readonly key: string
  readonly certFile: string
}

const dayMs = 24 * 60 * 60 * 1000
const validMs = 365 * dayMs
/** Made anew when fewer days are left than this. */
const leastLeftMs = 7 * dayMs

/** The certificate kept in `folder`, made on the spot when there is none that is good for `host`. Kept for a year, so that trusting it once is enough. */
export async function selfSignedCertificate(folder: string, host: string, clock: Clock): Promise<Certificate> {
  const names = namesFor(host)
  const nowMs = clock.wallTime().getTime()
  return keptCertificate(folder, names, nowMs) ?? (await makeCertificate(folder, names, nowMs))
}

/** Names under which clients may call: always loopback, and the host itself, or this machine's name when it listens everywhere. */
function namesFor(host: string): string[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  const own = everywhere ? [hostname()] : isLoopback(host) ? [] : [host.replace(/^\[|\]$/g, '')]
  return ['localhost', '127.0.0.1', '::1', ...own]
}

/** Where the certificates of this user are kept. */
export function tlsFolder(): string {
  return join(cacheFolder(), 'tls')
}

/** The files of a certificate made on the spot: the first can be given to clients to trust. */
export function certificateFiles(folder: string): { readonly certFile: string; readonly keyFile: string } {
  return { certFile: join(folder, 'localhost.crt'), keyFile: join(folder, 'localhost.key') }
}

function keptCertificate(folder: string, names: readonly string[], nowMs: number): Certificate | null {
  const { certFile, keyFile } = certificateFiles(folder)
  if (!existsSync(certFile) || !existsSync(keyFile)) return null
  const cert = readFileSync(certFile, 'utf8')
  const key = readFileSync(keyFile, 'utf8')
  return isGood(cert, key, names, nowMs) ? { cert, key, certFile } : null
}

function isGood(cert: string, key: string, names: readonly string[], nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const hasNames = names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
    const lasts = Date.parse(certificate.validFrom) <= nowMs && Date.parse(certificate.validTo) - nowMs > leastLeftMs
    return hasNames && lasts && certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    // Not a certificate or not a key: a new pair takes its place.
    return false
  }
}

async function makeCertificate(folder: string, names: readonly string[], nowMs: number): Promise<Certificate> {
  // Loaded only when a certificate is made: it takes 150 ms of every start otherwise.
  const { generate } = await import('selfsigned')
  const made = await generate(
    [
      { name: 'commonName', value: 'localhost' },
      { name: 'organizationName', value: 'Sidetone (self-signed)' },
    ],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      // A clock that runs a little behind must not refuse it.
      notBeforeDate: new Date(nowMs - dayMs),
      notAfterDate: new Date(nowMs + validMs),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name })) },
      ],
    },
  )
  const { certFile, keyFile } = certificateFiles(folder)
  makeFolder(folder, 0o700)
  writePrivately(keyFile, made.private)
  writePrivately(certFile, made.cert)
  return { cert: made.cert, key: made.private, certFile }
}

/** Whole or not at all, and only for this user's eyes. */
function writePrivately(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, content, { mode: 0o600 })
  renameSync(unfinished, file)
}
