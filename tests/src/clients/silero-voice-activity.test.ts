import { readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { int16FromFloat, resample } from '@sidetone/audio'
import { createEnergyActivity, type VoiceActivity } from '@sidetone/client'
import { SileroNetwork, sileroFrameSamples, sileroVoiceActivity } from '@sidetone/client/silero'
import { resolveModel } from '@sidetone/server/models/cache.js'
import { afterEach, describe, expect, it } from 'vitest'
import { hasHumanSpeech } from '../support/human-speech.js'
import { sileroSounds } from '../support/silero-sounds.js'

const model = new Uint8Array(readFileSync(resolveModel('silero-vad-v6').files['silero_vad_v6.onnx'] as string))
/** Made by scripts/write-silero-reference.mjs. */
const reference = JSON.parse(readFileSync(new URL('../../src/clients/silero-reference.json', import.meta.url), 'utf8')) as {
  readonly by: string
  readonly probabilities: Readonly<Record<string, readonly number[]>>
}
const sounds = sileroSounds()
if (!hasHumanSpeech) console.log('No recorded human speech here: compared on noise and synthesised speech only.')

function probabilities(network: SileroNetwork, samples: Float32Array): number[] {
  const told: number[] = []
  for (let at = 0; at + sileroFrameSamples <= samples.length; at += sileroFrameSamples) {
    told.push(network.probability(samples.subarray(at, at + sileroFrameSamples)))
  }
  return told
}

describe('the voice model, computed by the client', () => {
  for (const [name, expected] of Object.entries(reference.probabilities)) {
    it.skipIf(!sounds.has(name))(`says of each frame of ${name} what ${reference.by} says`, () => {
      const told = probabilities(new SileroNetwork(model), sounds.get(name) as Float32Array)
      expect(told).toHaveLength(expected.length)
      const worst = Math.max(...told.map((each, frame) => Math.abs(each - (expected[frame] as number))))
      expect(worst).toBeLessThan(1e-3)
    })
  }

  it('remembers what it heard, each for itself', () => {
    const noise = (sounds.get('noise') as Float32Array).subarray(0, sileroFrameSamples)
    const fresh = new SileroNetwork(model)
    const other = new SileroNetwork(model)
    probabilities(other, sounds.get('question') as Float32Array)
    expect(fresh.probability(noise)).not.toBe(other.probability(noise))
  })
})

describe('voice activity by the voice model', () => {
  const question = sounds.get('question') as Float32Array
  const noise = sounds.get('noise') as Float32Array
  const voiced = (activity: VoiceActivity, samples: Float32Array, rateHz: number, packetMs = 20) => {
    const pcm = int16FromFloat(resample(samples, 16_000, rateHz))
    const packet = (rateHz * packetMs) / 1_000
    const heard: boolean[] = []
    for (let at = 0; at < pcm.length; at += packet) heard.push(activity.isVoice(pcm.subarray(at, at + packet), rateHz))
    return heard.filter(Boolean).length / heard.length
  }

  for (const rateHz of [16_000, 24_000, 44_100, 48_000]) {
    it(`is a voice and is not noise, which level takes for voice, at ${rateHz} Hz`, async () => {
      const activity = await sileroVoiceActivity({ model })
      expect(voiced(activity, question, rateHz)).toBeGreaterThan(0.5)
      const again = await sileroVoiceActivity({ model })
      expect(voiced(again, noise, rateHz)).toBeLessThan(0.1)
      expect(voiced(createEnergyActivity(), noise, rateHz)).toBeGreaterThan(0.9)
    })
  }

  it('holds of any frame in a packet that is longer than one', async () => {
    expect(voiced(await sileroVoiceActivity({ model }), Float32Array.from([...question, ...new Float32Array(16_000)]), 16_000, 5_000)).toBe(1)
  })

  it('of a higher threshold is less', async () => {
    const [low, high] = await Promise.all([0.05, 0.95].map((threshold) => sileroVoiceActivity({ model, threshold })))
    expect(voiced(high as VoiceActivity, question, 16_000)).toBeLessThan(voiced(low as VoiceActivity, question, 16_000))
  })
})

describe('a voice model that is none', () => {
  const refused = (bytes: Uint8Array) => expect(sileroVoiceActivity({ model: bytes })).rejects.toMatchObject({ code: 'model-unreadable' })

  it('is refused: nothing, text, half a file', async () => {
    await refused(new Uint8Array(0))
    await refused(new TextEncoder().encode('<!doctype html><title>Sign in</title>'))
    for (let part = 1; part < 16; part++) await refused(model.subarray(0, Math.floor((part * model.length) / 16)))
  })

  it('with a byte that is another one is refused, or works: it never does anything else', async () => {
    const noise = int16FromFloat(sounds.get('noise') as Float32Array)
    let refusals = 0
    // A step that hits names, lengths and weights; the first bytes are structure.
    for (let at = 0; at < model.length; at += at < 300 ? 10 : 70_001) {
      const damaged = model.slice()
      damaged[at] = ~(damaged[at] as number)
      try {
        const activity = await sileroVoiceActivity({ model: damaged })
        expect(typeof activity.isVoice(noise, 16_000)).toBe('boolean')
      } catch (error) {
        expect(error).toMatchObject({ code: 'model-unreadable' })
        refusals++
      }
    }
    expect(refusals).toBeGreaterThan(0)
  })
})

describe('a voice model from a server', () => {
  let server: Server | null = null
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })
  async function served(answer: (response: ServerResponse) => void): Promise<string> {
    const started = createServer((_, response) => answer(response))
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/model.onnx`
  }
  const failing = async (answer: (response: ServerResponse) => void, code: string) =>
    expect(sileroVoiceActivity({ modelUrl: await served(answer) })).rejects.toMatchObject({ code })

  it('is fetched', async () => {
    const activity = await sileroVoiceActivity({ modelUrl: await served((response) => response.end(model)) })
    expect(activity.isVoice(new Int16Array(960), 48_000)).toBe(false)
  })
  it('that has none is told apart from one that fails', async () => {
    await failing((response) => response.writeHead(404).end(), 'model-missing')
    await failing((response) => response.writeHead(500).end(), 'model-unreachable')
    await failing((response) => response.destroy(), 'model-unreachable')
  })
  it('is read no further than any model goes', async () => {
    const piece = new Uint8Array(1_000_000)
    let given = 0
    await failing((response) => {
      const give = () => {
        given++
        if (!response.destroyed) response.write(piece, give)
      }
      give()
    }, 'model-too-large')
    expect(given).toBeLessThan(100)
  })
  it('is not waited for without an end', async () => {
    let timeUp = () => {}
    const clock = {
      nowMs: () => 0,
      after(_: number, act: () => void) {
        timeUp = act
        return () => {}
      },
    }
    const modelUrl = await served((response) => {
      response.write('a')
      timeUp()
    })
    await expect(sileroVoiceActivity({ modelUrl, clock })).rejects.toMatchObject({
      code: 'model-unreachable',
      message: 'The voice model did not come in time.',
    })
  })
})
