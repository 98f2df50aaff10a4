import type { Observable } from '@sidetone/client'
import { useCallback, useSyncExternalStore } from 'react'

/** The value of an observable; renders anew when it changes. */
export function useObservable<Value>(watched: Observable<Value>): Value {
  const subscribe = useCallback((changed: () => void) => watched.subscribe(changed), [watched])
  const read = useCallback(() => watched.value, [watched])
  return useSyncExternalStore(subscribe, read, read)
}
