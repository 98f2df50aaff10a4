// The smallest page that talks: bundles the client into sidetone.js and its two worklets beside it, and serves them.
//   npm start                          in one terminal
//   node examples/browser/serve.mjs    in another; then open http://localhost:8000
// Another port: PORT=8080.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { helpWhenAsked } from '../usage.mjs'

helpWhenAsked(import.meta.url)

const port = Number(process.env.PORT ?? 8000)
const entries = {
  'sidetone.js': "export * from '@sidetone/client'; export * from '@sidetone/client/browser'",
  'microphone-worklet.js': "import '@sidetone/client/browser/microphone-worklet.js'",
  'speaker-worklet.js': "import '@sidetone/client/browser/speaker-worklet.js'",
}
const resolveDir = fileURLToPath(new URL('../../packages/console', import.meta.url))
const files = new Map([['/', ['text/html', readFileSync(new URL('index.html', import.meta.url))]]])
for (const [name, contents] of Object.entries(entries)) {
  const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, minify: true, format: 'esm', write: false })
  files.set(`/${name}`, ['text/javascript', outputFiles[0].contents])
}

createServer((request, response) => {
  const [type, body] = files.get(request.url) ?? ['text/plain', 'There is no such file.']
  response.writeHead(files.has(request.url) ? 200 : 404, { 'content-type': type }).end(body)
}).listen(port, 'localhost', () => console.log(`Open http://localhost:${port}`))
