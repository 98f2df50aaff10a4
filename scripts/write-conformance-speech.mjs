// Makes the speech that the conformance checks say: one question in Flite's voice, as u-law WAV at 24 kHz. It needs to run only when the question changes.
//   node scripts/write-conformance-speech.mjs
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encodeMulaw, floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { createFliteSynthesiser } from '@sidetone/server/providers/tts/flite/flite.js'

// Short to answer: several checks wait for the end of the spoken reply.
const sentence = 'What time is it?'
const rateHz = 24_000
const uLaw = 7

const flite = await createFliteSynthesiser({ threads: 1 })
const pieces = []
for await (const { samples, sampleRateHz } of flite.synthesise({ text: sentence, voice: 'slt', speed: 1 }, new AbortController().signal)) {
  pieces.push(...int16FromFloat(resample(floatFromInt16(samples), sampleRateHz, rateHz)))
}
await flite.close()

const audio = encodeMulaw(Int16Array.from(pieces))
const header = Buffer.alloc(44)
header.write('RIFF', 0)
header.writeUInt32LE(36 + audio.length, 4)
header.write('WAVEfmt ', 8)
header.writeUInt32LE(16, 16)
header.writeUInt16LE(uLaw, 20)
header.writeUInt16LE(1, 22)
header.writeUInt32LE(rateHz, 24)
header.writeUInt32LE(rateHz, 28)
header.writeUInt16LE(1, 32)
header.writeUInt16LE(8, 34)
header.write('data', 36)
header.writeUInt32LE(audio.length, 40)
writeFileSync(fileURLToPath(new URL('../packages/conformance/assets/question.wav', import.meta.url)), Buffer.concat([header, audio]))
console.log(`"${sentence}": ${(audio.length / rateHz).toFixed(1)} s, ${audio.length + header.length} bytes`)
