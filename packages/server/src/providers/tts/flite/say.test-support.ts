import { floatFromInt16 } from '@sidetone/audio'
import { createFliteSynthesiser } from './flite.js'

const aroundSamples = 4800

/** 16 kHz speech of the default voice with 0.3 s of silence before and behind, as the listening stage hands it on. */
export async function said(...texts: string[]): Promise<Float32Array[]> {
  const flite = await createFliteSynthesiser({ threads: 1 })
  try {
    return await Promise.all(
      texts.map(async (text) => {
        for await (const { samples } of flite.synthesise({ text, voice: flite.voices[0]!, speed: 1 }, new AbortController().signal)) {
          const around = new Float32Array(samples.length + 2 * aroundSamples)
          around.set(floatFromInt16(samples), aroundSamples)
          return around
        }
        throw new Error('There is nothing to say in this text.')
      }),
    )
  } finally {
    await flite.close()
  }
}
