import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Talk</title>
<button>Talk</button>
<p id="state">idle</p>
<div id="lines"></div>
<script type="module" src="/page.js"></script>
</html>
`

const tapWorklet = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([[input]], [[output]]) {
    if (input) output.set(input)
    this.port.postMessage({ frame: currentFrame, samples: output.slice() })
    return true
  }
})
`

/** No inline code, no blobs: what a strict page allows is enough. */
const contentSecurityPolicy = "default-src 'self'; connect-src 'self' ws: http:"

export interface TestPage {
  readonly url: string
  close(): Promise<void>
}

/** A plain page with a client in it (Sidetone's own, or the one of another script here), bundled as any user would. */
export async function startTestPage(main = 'page-main.js'): Promise<TestPage> {
  const script = await bundled(fileURLToPath(new URL(main, import.meta.url)))
  const worklets = ['speaker-worklet.js', 'microphone-worklet.js'].map(async (name) => [`/${name}`, await bundled(`@sidetone/client/browser/${name}`)] as const)
  const files = new Map([['/page.js', script], ['/tap-worklet.js', tapWorklet], ...(await Promise.all(worklets))])
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = pathname === '/' ? html : files.get(pathname)
    response.setHeader('content-security-policy', contentSecurityPolicy)
    response.setHeader('content-type', pathname === '/' ? 'text/html' : 'text/javascript')
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  return { url: `http://127.0.0.1:${await listening(server)}/`, close: () => closed(server) }
}

async function bundled(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [entryPoint], bundle: true, format: 'esm', target: ['es2023'], write: false, logLevel: 'error' })
  return outputFiles[0]?.text ?? ''
}

/** A way to the server that can be cut, as a network is: without a farewell. */
export interface CuttableWay {
  readonly url: string
  cut(): void
  close(): Promise<void>
}

export async function startCuttableWay(serverUrl: string): Promise<CuttableWay> {
  const { hostname, port } = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const way = createTcpServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `ws://127.0.0.1:${await listening(way)}/v1/realtime`,
    cut,
    close: () => {
      cut()
      return closed(way)
    },
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
