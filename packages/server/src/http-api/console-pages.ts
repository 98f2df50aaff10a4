import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The folder of the console's page; null when it is not installed or was not made. */
export function consoleFolder(): string | null {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@sidetone/console/package.json')), 'site')
    return existsSync(join(folder, 'index.html')) ? folder : null
  } catch {
    return null
  }
}

/** Nothing from anywhere but this server, no frames around it. `connect-src` names the sockets for browsers whose 'self' leaves them out. */
export function contentSecurityPolicy(host: string): string {
  return [
    "default-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const yearSeconds = 365 * 24 * 60 * 60
/** Of a file that never changes under its name. */
export const immutable = `public, max-age=${yearSeconds}, immutable`

/** The page at `/`, pages in folders, with the slash behind their names or without, and files below `/assets`, whose names change with what is in them. */
export async function addConsolePages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(async (pages) => {
    pages.addHook('onRequest', async (request, reply) => {
      reply.headers({
        'cache-control': request.url.startsWith('/assets/') ? immutable : 'no-cache',
        'content-security-policy': contentSecurityPolicy(request.headers.host ?? 'localhost'),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
    })
    await pages.register(fastifyStatic, { root: folder, wildcard: false, cacheControl: false })
    for (const name of folders(folder)) {
      // Relative: a proxy may have put the server below a path of its own.
      pages.get(`/${name}`, async ({ url }, reply) => reply.redirect(`${name}/${url.slice(name.length + 1)}`, 308))
    }
  })
}

/** The folders in it that have a page of their own. */
function folders(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.html')))
}
