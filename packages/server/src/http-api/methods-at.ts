import type { Server } from 'node:https'
import type { FastifyInstance } from 'fastify'

/** Remembers the routes that are added to `app` from now on. Tells which methods there are at a path, in alphabetical order; none: there is no such path. */
export function watchMethods(app: FastifyInstance<Server>): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].sort()
}

/** `:name` stands for one part of a path, `*` for all that is left of it. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.+'
    return part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`)
}
