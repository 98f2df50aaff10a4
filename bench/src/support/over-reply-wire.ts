import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OverReplyScene } from './over-reply-scenes.js'
import { longStory, type OverReplyOutcome, outcomeOf, type PlayedPacket } from './over-reply-score.js'
import { RealtimeClient } from './realtime-client.js'
import { type ServerProcess, startServerProcess } from './server-process.js'

const listenMs = 1_500
const mostWaitMs = 6_000
const rateHz = 24_000

/** A server that answers everything with a long story. One of somebody else's must be asked for long answers by other means. */
export function startStoryteller(replies: number): Promise<ServerProcess> {
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-bench-')), 'script.json')
  writeFileSync(file, JSON.stringify({ calls: Array.from({ length: replies }, () => ({ answer: [longStory] })) }))
  return startServerProcess(['--llm', 'scripted', '--llm-script', file])
}

/** The scenes in real time over the wire under semantic_vad; those whose opener got no answer are left out. */
export async function playAllOnWire(
  scenes: readonly OverReplyScene[],
  url: string,
  atOnce: number,
  eagerness: string,
  apiKey: string | null,
): Promise<{ outcomes: OverReplyOutcome[]; unanswered: number }> {
  const waiting = [...scenes]
  const outcomes: OverReplyOutcome[] = []
  let unanswered = 0
  const session = async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      const outcome = await playOnWire(scene, url, eagerness, apiKey)
      if (outcome) outcomes.push(outcome)
      else unanswered++
      process.stderr.write(`\rover a reply ${outcomes.length + unanswered}/${scenes.length} `)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, session))
  process.stderr.write('\r')
  return { outcomes, unanswered }
}

async function playOnWire(scene: OverReplyScene, url: string, eagerness: string, apiKey: string | null): Promise<OverReplyOutcome | null> {
  const client = await RealtimeClient.connect(url, apiKey)
  const turn_detection = { type: 'semantic_vad', eagerness }
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
  await client.next('session.updated', 5_000)
  const openedAtMs = performance.now()
  const spokenAtMs = openedAtMs + (1000 * scene.opener.length) / rateHz
  const firstAudio = () => {
    const told = client.events.filter((event) => event.type === 'input_audio_buffer.speech_started').at(-1)
    // A reply in the middle of the opener does not count.
    return client.events.find((event) => event.type === 'response.output_audio.delta' && event.atMs > spokenAtMs && (told?.atMs ?? 0) < event.atMs)
  }
  await client.stream(scene.opener, () => firstAudio() !== undefined || performance.now() > spokenAtMs + mostWaitMs, openedAtMs)
  if (!firstAudio()) {
    client.close()
    return null
  }
  const startedAtMs = performance.now()
  const untilMs = startedAtMs + (1000 * scene.samples.length) / rateHz + listenMs
  await client.stream(scene.samples, () => performance.now() > untilMs, startedAtMs)
  client.close()
  const packets = client.events.flatMap((event): PlayedPacket[] => {
    if (event.type !== 'response.output_audio.delta' || event.atMs < spokenAtMs) return []
    return [{ atMs: event.atMs, durationMs: (Buffer.byteLength(event.delta, 'base64') / 2 / rateHz) * 1000 }]
  })
  const told = client.events.filter((event) => event.type === 'input_audio_buffer.speech_started').map(({ atMs }) => atMs)
  return outcomeOf(scene, packets, told, startedAtMs, startedAtMs + scene.onsetMs)
}
