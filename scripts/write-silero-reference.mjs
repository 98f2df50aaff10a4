// Writes what ONNX Runtime makes of some sounds with the voice model: the test of our own forward pass compares with it. It needs to run only when the model changes.
// ONNX Runtime is no dependency (it takes about 290 MB): install it somewhere and say where.
//   ONNXRUNTIME=/somewhere/node_modules/onnxruntime-node node scripts/write-silero-reference.mjs
//   npm run format
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveModel } from '@sidetone/server/models/cache.js'
import { sileroSounds } from '@sidetone/tests/support/silero-sounds.js'

const folder = process.env.ONNXRUNTIME
if (!folder) throw new Error('ONNXRUNTIME must name the folder of onnxruntime-node.')
const runtime = createRequire(import.meta.url)(folder)
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const session = await runtime.InferenceSession.create(resolveModel('silero-vad-v6').files['silero_vad_v6.onnx'])

const frame = 512
const context = 64
const probabilities = {}
for (const [name, samples] of sileroSounds()) {
  let state = new runtime.Tensor('float32', new Float32Array(256), [2, 1, 128])
  const told = []
  const padded = Float32Array.from([...new Float32Array(context), ...samples])
  for (let at = 0; at + frame <= samples.length; at += frame) {
    const input = new runtime.Tensor('float32', padded.slice(at, at + context + frame), [1, context + frame])
    const { output, stateN } = await session.run({ input, state, sr: new runtime.Tensor('int64', [16_000n], []) })
    state = stateN
    told.push(Number(output.data[0].toFixed(5)))
  }
  probabilities[name] = told
  console.log(`${name}: ${told.length} frames, ${told.filter((each) => each > 0.5).length} of them voice`)
}
const file = fileURLToPath(new URL('../tests/src/clients/silero-reference.json', import.meta.url))
const lines = Object.entries(probabilities).map(([name, told]) => `    ${JSON.stringify(name)}: [${told.join(', ')}]`)
writeFileSync(file, `{\n  "by": "onnxruntime-node ${version}",\n  "probabilities": {\n${lines.join(',\n')}\n  }\n}\n`)
