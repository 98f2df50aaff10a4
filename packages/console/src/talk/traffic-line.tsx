import { type LinkQuality, type Traffic, trafficCost } from '@sidetone/client'
import { useConnected, useObservable, useVoice } from '@sidetone/react'
import { useSettings } from '../voice/use-console-voice.js'
import { money } from './money.js'

/** What the line carried, what silence spared it, how even it is, and what that is in money where there is a price. One text, as screen readers read it in one go. */
export function TrafficLine() {
  const client = useVoice()
  const traffic = useObservable(client.traffic)
  const quality = useObservable(client.quality)
  const connected = useConnected()
  const { pricePerMinute, currency } = useSettings()
  if (traffic.sentBytes + traffic.savedBytes + traffic.receivedBytes === 0) return null
  const sentences = [carried(traffic), connected && line(quality), pricePerMinute > 0 && cost(traffic, pricePerMinute, currency)]
  return <p className="quiet traffic">{sentences.filter(Boolean).join(' ')}</p>
}

function line({ jitterMs, bufferMs, queuedBytes }: LinkQuality): string {
  return `Jitter ${Math.round(jitterMs)} ms, buffer ${Math.round(bufferMs)} ms${queuedBytes > 0 ? `, ${bytes(queuedBytes)} wait to leave` : ''}.`
}

function carried({ sentBytes, savedBytes, receivedBytes, sentSeconds, savedSeconds }: Traffic): string {
  const seconds = sentSeconds + savedSeconds
  const share = seconds === 0 ? '' : ` (${Math.round((savedSeconds / seconds) * 100)} % of ${Math.round(seconds)} s)`
  return `Sent ${bytes(sentBytes)}, received ${bytes(receivedBytes)}; silence saved ${bytes(savedBytes)}${share}.`
}

function cost(traffic: Traffic, pricePerMinute: number, currency: string): string {
  const { spent, saved, perHour } = trafficCost(traffic, pricePerMinute)
  return `Your audio: ${money(spent, currency)} spent, ${money(saved, currency)} saved by silence; ${money(perHour, currency)} an hour at this pace.`
}

function bytes(count: number): string {
  return count < 1_000_000 ? `${Math.round(count / 1_000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`
}
