import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useConnected } from './use-connected.js'
import { useVoice } from './voice-provider.js'

export interface PushToTalk {
  readonly held: boolean
  /** For the button that is held: by mouse and touch, or by space and enter when it has the focus. */
  readonly button: {
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onPointerUp(): void
    onPointerCancel(): void
    onKeyDown(event: KeyboardEvent): void
    onKeyUp(event: KeyboardEvent): void
    onBlur(): void
  }
}

/** Where a key means something of its own. */
const usesKeys = 'input, textarea, select, button, a, summary, audio, video, [tabindex], [contenteditable], [role="tab"], [role="slider"]'

/**
 * Hold to talk: by a button, and by a key anywhere on the page where it has no other use. A muted microphone is on while it is held.
 * `key` is the `key` of a keyboard event, such as `' '`; null: no key.
 */
export function usePushToTalk({ key = null }: { readonly key?: string | null } = {}): PushToTalk {
  const client = useVoice()
  const connected = useConnected()
  const [held, setHeld] = useState(false)
  const wasMuted = useRef<boolean | null>(null)

  const press = useCallback(() => {
    if (!connected || wasMuted.current !== null) return
    wasMuted.current = client.muted.value
    client.mute(false)
    client.press()
    setHeld(true)
  }, [client, connected])

  const release = useCallback(() => {
    if (wasMuted.current === null) return
    client.release()
    client.mute(wasMuted.current)
    wasMuted.current = null
    setHeld(false)
  }, [client])

  useEffect(() => {
    if (key === null) return
    const down = (event: globalThis.KeyboardEvent) => {
      const busy = event.target instanceof Element && event.target.closest(usesKeys) !== null
      if (event.key !== key || event.ctrlKey || event.altKey || event.metaKey || busy) return
      event.preventDefault()
      if (!event.repeat) press()
    }
    const up = (event: globalThis.KeyboardEvent) => {
      if (event.key === key) release()
    }
    addEventListener('keydown', down)
    addEventListener('keyup', up)
    addEventListener('blur', release)
    return () => {
      removeEventListener('keydown', down)
      removeEventListener('keyup', up)
      removeEventListener('blur', release)
    }
  }, [key, press, release])

  // A link that ends takes the press with it.
  useEffect(() => {
    if (!connected) release()
  }, [connected, release])

  const isHoldKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter'
  return {
    held,
    button: {
      onPointerDown(event) {
        event.currentTarget.setPointerCapture(event.pointerId)
        press()
      },
      onPointerUp: release,
      onPointerCancel: release,
      onKeyDown(event) {
        if (!isHoldKey(event)) return
        event.preventDefault()
        if (!event.repeat) press()
      },
      onKeyUp(event) {
        if (isHoldKey(event)) release()
      },
      onBlur: release,
    },
  }
}
