import { useObservable, useVoice } from '@sidetone/react'

/** What the line carried, and what silence spared it. */
export function TrafficLine() {
  const { sentBytes, savedBytes, receivedBytes, sentSeconds, savedSeconds } = useObservable(useVoice().traffic)
  const all = sentSeconds + savedSeconds
  const saved = all === 0 ? '' : ` (${Math.round((savedSeconds / all) * 100)} % of ${Math.round(all)} s)`
  return (
    <p className="quiet traffic">
      Sent {bytes(sentBytes)}, received {bytes(receivedBytes)}; silence saved {bytes(savedBytes)}
      {saved}.
    </p>
  )
}

function bytes(count: number): string {
  return count < 1_000_000 ? `${Math.round(count / 1_000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`
}
