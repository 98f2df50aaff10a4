import type { Continuation } from '@sidetone/client'
import { useVoice } from '@sidetone/react'
import { useCallback, useEffect, useState } from 'react'

const place = 'sidetone.call'

/** When the call began, in milliseconds since 1970; null: there is none. Kept for this tab: the call of a conversation that goes on when the page is loaded again goes on with it. */
export function useCall(): readonly [beganAtMs: number | null, set: (beganAtMs: number | null) => void] {
  const client = useVoice()
  const [beganAtMs, setBeganAtMs] = useState(() => (goesOn(client.continuation.value) ? Number(sessionStorage.getItem(place)) || null : null))
  const set = useCallback((atMs: number | null) => {
    setBeganAtMs(atMs)
    if (atMs === null) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, String(atMs))
  }, [])
  useEffect(
    () =>
      client.continuation.subscribe((became) => {
        if (became === 'gone') set(null)
      }),
    [client, set],
  )
  return [beganAtMs, set]
}

function goesOn(continuation: Continuation): boolean {
  return continuation === 'kept' || continuation === 'resumed'
}
