import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Panels</title>
<link rel="stylesheet" href="/style.css">
<div id="root"></div>
<script type="module" src="/page.js"></script>
</html>
`

/** The console's own, without anything inline. */
const contentSecurityPolicy = "default-src 'self'; connect-src 'self' ws:"

/** A page with the panels Why and Wire, bundled as the console is. */
export async function startPanelsSite(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [page, style, speaker, microphone] = await Promise.all([
    bundled(fileURLToPath(new URL('panels-page.js', import.meta.url))),
    bundled(fileURLToPath(new URL('../../../packages/console/src/style.css', import.meta.url))),
    bundled('@sidetone/client/browser/speaker-worklet.js'),
    bundled('@sidetone/client/browser/microphone-worklet.js'),
  ])
  const files = new Map([
    ['/', { type: 'text/html', text: html }],
    ['/style.css', { type: 'text/css', text: style }],
    ['/page.js', { type: 'text/javascript', text: page }],
    ['/speaker-worklet.js', { type: 'text/javascript', text: speaker }],
    ['/microphone-worklet.js', { type: 'text/javascript', text: microphone }],
    ['/favicon.ico', { type: 'image/x-icon', text: '' }],
  ])
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    response.setHeader('content-security-policy', contentSecurityPolicy)
    response.setHeader('content-type', file?.type ?? 'text/plain')
    response.writeHead(file ? 200 : 404).end(file?.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function bundled(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2023'],
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
