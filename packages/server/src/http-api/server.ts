import { readFileSync } from 'node:fs'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Server } from 'node:https'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext } from 'node:tls'
import { limits } from '@sidetone/protocol'
import { type FastifyInstance, fastify } from 'fastify'
import { WebSocketServer } from 'ws'
import { ConfigError } from '../config/config-error.js'
import type { Config } from '../config/contract.js'
import type { Clock } from '../lib/clock.js'
import { within } from '../lib/within.js'
import type { Log } from '../observability/contract.js'
import type { Link } from '../transports/contract.js'
import { createWebSocketLink } from '../transports/websocket/websocket-link.js'
import { addApi } from './api.js'
import { ApiError } from './api-error.js'
import { addCalls } from './calls.js'
import { type Certificate, selfSignedCertificate, tlsFolder } from './certificate.js'
import { addConsolePages, consoleFolder } from './console-pages.js'
import type { ApiEngine, CallDesk, HealthReport, HttpServer, OnConnection } from './contract.js'
import { answerPage } from './cors.js'
import { errorBody } from './error-body.js'
import { homePage } from './home-page.js'
import { watchMethods } from './methods-at.js'
import { refuseForeign } from './origin.js'
import { refusalOf } from './refusal-of.js'
import { SecretStore } from './secret-store.js'
import { type Doorway, decideUpgrade, realtimePath, selectSubprotocol, socketPaths, type UpgradeDecision } from './upgrade.js'
import { addVoiceModel } from './voice-model.js'

export type { ApiEngine, CallDesk, CallRequest, Credential, HealthReport, HttpServer, OnConnection, UpgradeRequest } from './contract.js'

export interface HttpServerOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly health: () => HealthReport
  /** Sessions without a connection, whose clients may come back. */
  readonly waitingSessions?: () => number
  /** Whether this is a client of a session that has its place already. */
  readonly awaits?: Doorway['awaits']
  /** Sets the link's handlers before it returns. */
  readonly onConnection: OnConnection
  /** What the endpoints beside the socket are made of; null as long as it is not there. */
  readonly engine?: () => ApiEngine | null
  /** Answers calls; absent: there are none. */
  readonly calls?: CallDesk & { readonly size: number; close(): Promise<void> }
  /** The ephemeral keys that are alive. */
  readonly secrets?: SecretStore
  /** The folder of the console's page; null: a plain page takes its place. By default the one that is installed. */
  readonly pages?: string | null
  /** Where a self-signed certificate is kept; by default in the user's cache folder. */
  readonly tlsFolder?: string
}

/** How long a request may take to arrive. */
const longestRequestMs = 120_000
/** How long clients may take to leave when the server closes. Then their connections are cut off. */
const farewellMs = 3_000
/** How long all that is behind those may take to end. */
const windUpMs = 2_000
/** "Service restart" (IANA registry of WebSocket close codes): clients come again. */
const serviceRestart = 1012
const internalError = 1011

/** The server's one door: a few pages over HTTP and the realtime socket. Rejects with `ConfigError` or the system's own error (`EADDRINUSE`, …). */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, clock, log, health, waitingSessions = () => 0, awaits = () => false, onConnection, pages = consoleFolder() } = options
  const { calls, engine = () => null, secrets = new SecretStore(clock), tlsFolder: folder = tlsFolder() } = options
  const { server } = config
  const certificate = await loadCertificate(server, folder, clock)
  const app = fastify({ https: certificate && { cert: certificate.cert, key: certificate.key }, requestTimeout: longestRequestMs })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false, handleProtocols: selectSubprotocol })
  /** Each open link, with the moment it is gone. */
  const links = new Map<Link, Promise<void>>()
  /** Whatever is on them: a socket, a request that is under way, one that never came whole, nothing yet. */
  const connections = new Set<Duplex>()
  app.server.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  let closing: Promise<void> | null = null
  let realtimeUrl = ''

  const stopping = new AbortController()
  addRoutes(app, config, log, health, () => realtimeUrl)
  addApi(app, { config, clock, log, secrets, engine, closing: stopping.signal })
  const openSessions = () => links.size + waitingSessions() + (calls?.size ?? 0)
  const status = () => (closing ? 'closing' : health().status)
  if (calls) addCalls(app as unknown as FastifyInstance, { server, secrets, status, openSessions, engine, desk: calls })
  addVoiceModel(app as unknown as FastifyInstance, { dir: config.models.dir, log })
  if (pages) await addConsolePages(app as unknown as FastifyInstance, pages)
  else app.get('/', async (_, reply) => reply.type('text/html; charset=utf-8').send(homePage(realtimeUrl)))

  const accept = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const remoteAddress = incoming.socket.remoteAddress ?? 'unknown'
    const decision = decideUpgrade(incoming, remoteAddress, { server, secrets, openSessions: openSessions(), awaits, status: status() })
    if (decision.kind === 'refused') {
      log.info({ status: decision.status, code: decision.code, remoteAddress }, 'connection refused')
      refuseSocket(socket, decision)
      return
    }
    sockets.handleUpgrade(incoming, socket, head, (webSocket) => {
      const link = createWebSocketLink(webSocket, clock)
      const gone = new Promise<void>((resolve) => {
        webSocket.once('close', () => {
          links.delete(link)
          resolve()
        })
      })
      links.set(link, gone)
      if (decision.request.credential.kind === 'unknown-key') log.info({ code: 'invalid-key', remoteAddress }, 'connection refused')
      try {
        onConnection(link, decision.request)
      } catch (error) {
        log.error({ error: (error as Error).message }, 'connection failed')
        link.close(internalError, 'internal error')
      }
    })
  }
  app.server.on('upgrade', accept)

  await app.listen({ host: server.host, port: server.port })
  const { address, port } = app.server.address() as AddressInfo
  const place = `${reachableHost(server.host)}:${port}`
  const secure = certificate ? 's' : ''
  realtimeUrl = `ws${secure}://${place}${realtimePath}`

  log.info({ url: realtimeUrl }, 'listening')

  const close = async () => {
    stopping.abort(new ApiError({ status: 503, code: 'server_closing', message: 'The server is shutting down. Try again in a moment.', retryAfterSeconds: 1 }))
    const stopped = app.close()
    for (const link of links.keys()) link.close(serviceRestart, 'restart')
    // HTTP's own limits end with the listening (`Server.close` of Node): a request that never comes whole would be waited for without end.
    const cutOff = clock.after(farewellMs, () => {
      for (const connection of connections) connection.destroy()
    })
    const outcome = await within(Promise.all([stopped, calls?.close(), ...links.values()]), farewellMs + windUpMs, clock)
    cutOff.cancel()
    if (outcome === 'late') log.warn({ connections: connections.size, calls: calls?.size ?? 0 }, 'stopped before all had ended')
    else log.info({ url: realtimeUrl }, 'stopped')
  }
  return {
    url: `http${secure}://${place}`,
    realtimeUrl,
    address,
    port,
    certificateFile: server.tls.kind === 'self-signed' ? (certificate?.certFile ?? null) : null,
    close() {
      closing ??= close()
      return closing
    },
  }
}

function addRoutes(app: FastifyInstance<Server>, config: Config, log: Log, health: () => HealthReport, realtimeUrl: () => string): void {
  const methodsAt = watchMethods(app)
  app.addHook('onRequest', async (request, reply) => {
    const foreign = refuseForeign(request.headers, config.server)
    if (foreign) return reply.code(403).send(errorBody(403, 'origin_not_allowed', foreign))
    if (answerPage(request, reply)) return reply
  })
  app.get('/healthz', async (_, reply) => {
    const report = health()
    return reply
      .code(report.status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report)
  })
  for (const path of socketPaths) {
    app.get(path, async (_, reply) =>
      reply
        .code(426)
        .header('upgrade', 'websocket')
        .send(errorBody(426, 'upgrade_required', `This is a WebSocket. Connect to ${realtimeUrl()}${path.slice(realtimePath.length)}.`)),
    )
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = methodsAt(path)
    if (methods.length > 0) {
      const message = `${request.method} is not possible at ${path}: it takes ${methods.join(', ')}.`
      return reply
        .code(405)
        .header('allow', methods.join(', '))
        .send(errorBody(405, 'method_not_allowed', message))
    }
    return reply.code(404).send(errorBody(404, 'not_found', `There is no ${request.method} ${path} here. The realtime socket is ${realtimePath}.`))
  })
  app.setErrorHandler((error: Error, _, reply) => {
    const { status, code, message, param, retryAfterSeconds } = refusalOf(error)
    if (status >= 500 && !reply.raw.destroyed) log.error({ code, error: error.message }, 'request failed')
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
    return reply.code(status).send(errorBody(status, code, message, param ?? null))
  })
}

async function loadCertificate(server: Config['server'], folder: string, clock: Clock): Promise<Certificate | null> {
  if (server.tls.kind === 'none') return null
  if (server.tls.kind === 'self-signed') return await selfSignedCertificate(folder, server.host, clock)
  const { certFile, keyFile } = server.tls
  const pair = { cert: readPem(certFile, '--tls-cert'), key: readPem(keyFile, '--tls-key') }
  try {
    createSecureContext(pair)
  } catch (error) {
    throw new ConfigError(`${certFile} and ${keyFile} cannot be used for TLS (${(error as Error).message}). Both must be PEM, and belong together.`)
  }
  return { ...pair, certFile }
}

function readPem(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`The file ${file} (${flag}) cannot be read: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

/** Refuses before the upgrade, as HTTP. */
function refuseSocket(socket: Duplex, { status, code, message, param }: UpgradeDecision & { readonly kind: 'refused' }): void {
  const body = JSON.stringify(errorBody(status, code, message, param))
  const extra = status === 401 ? ['WWW-Authenticate: Bearer'] : status === 503 || status === 429 ? ['Retry-After: 1'] : []
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...extra,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

/** A server that listens everywhere is reached on loopback. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}
