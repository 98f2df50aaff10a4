import type { Observable } from '@sidetone/client'
import { type RefObject, useEffect, useRef } from 'react'

/** The newest value in a ref, for what draws by itself: levels change fifty times a second, and nothing renders anew. */
export function useLatest<Value>(watched: Observable<Value>): RefObject<Value> {
  const latest = useRef(watched.value)
  useEffect(() => {
    latest.current = watched.value
    return watched.subscribe((value) => {
      latest.current = value
    })
  }, [watched])
  return latest
}
