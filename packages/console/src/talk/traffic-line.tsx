import { trafficCost } from '@sidetone/client'
import { useObservable, useVoice } from '@sidetone/react'
import { useSettings } from '../voice/use-console-voice.js'
import { money } from './money.js'

/** What the line carried, what silence spared it, and what that is in money where there is a price. */
export function TrafficLine() {
  const traffic = useObservable(useVoice().traffic)
  const { pricePerMinute, currency } = useSettings()
  const { sentBytes, savedBytes, receivedBytes, sentSeconds, savedSeconds } = traffic
  const all = sentSeconds + savedSeconds
  const saved = all === 0 ? '' : ` (${Math.round((savedSeconds / all) * 100)} % of ${Math.round(all)} s)`
  const cost = trafficCost(traffic, pricePerMinute)
  return (
    <p className="quiet traffic">
      Sent {bytes(sentBytes)}, received {bytes(receivedBytes)}; silence saved {bytes(savedBytes)}
      {saved}.
      {pricePerMinute > 0 && (
        <>
          {' '}
          Your audio: {money(cost.spent, currency)} spent, {money(cost.saved, currency)} saved by silence; {money(cost.perHour, currency)} an hour at this pace.
        </>
      )}
    </p>
  )
}

function bytes(count: number): string {
  return count < 1_000_000 ? `${Math.round(count / 1_000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`
}
