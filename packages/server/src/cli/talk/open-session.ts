import { sleep } from '../../lib/abort.js'
import type { Clock } from '../../lib/clock.js'
import { CliError } from '../cli-error.js'
import { type Address, dial, type Line } from './dial.js'
import { type TalkSettings, updateSettings } from './wire.js'

const retryEveryMs = 500
const retryForMs = 60_000
const answerWithinMs = 10_000

/** A line whose session runs with the settings that were asked for. Waits for a server that is still warming up. */
export async function openSession(clock: Clock, address: Address, settings: TalkSettings, say: (line: string) => void): Promise<Line> {
  const line = await dialPatiently(clock, address, say)
  const overdue = new AbortController()
  const accepted = new Promise<void>((resolve, reject) => {
    line.listen((news) => {
      if (news.type === 'session-started') line.send(updateSettings(settings))
      if (news.type === 'settings-updated') resolve()
      if (news.type === 'failed') reject(new CliError(`The server says: ${news.message} (${news.code})`))
    })
    line.ended.then((how) => reject(new CliError(`The server closed the connection at once (${how}).`)))
  })
  const late = sleep(clock, answerWithinMs, overdue.signal).then(
    () =>
      Promise.reject(
        new CliError(`The server at ${address.url} took the connection, but did not answer within ${answerWithinMs / 1000} s. Is it a realtime server?`),
      ),
    () => {},
  )
  try {
    await Promise.race([accepted, late])
    return line
  } catch (error) {
    line.close()
    throw error
  } finally {
    overdue.abort()
  }
}

async function dialPatiently(clock: Clock, address: Address, say: (line: string) => void): Promise<Line> {
  const untilMs = clock.nowMs() + retryForMs
  for (let attempts = 1; ; attempts++) {
    const result = await dial(address, clock)
    if (result.kind === 'open') return result.line
    if (clock.nowMs() >= untilMs) throw new CliError(`The server at ${address.url} has no time for us: ${result.sentence}`)
    if (attempts === 1) say(`Waiting: ${result.sentence}`)
    await sleep(clock, retryEveryMs, new AbortController().signal)
  }
}
