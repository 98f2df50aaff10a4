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
/** What a press of mouse or finger leaves with the focus, though nobody went there by keyboard. */
const pressable = 'button, summary, [role="tab"]'

/**
 * Hold to talk: by a button, and by a key anywhere on the page where it has no other use. A muted microphone is on while it is held.
 * A button that was pressed by mouse or finger keeps the focus and not the key: who pressed "Start talking" and then holds space wants to talk, and not to stop.
 * `key` is the `key` of a keyboard event, such as `' '`; null: no key.
 */
export function usePushToTalk({ key = null }: { readonly key?: string | null } = {}): PushToTalk {
  const client = useVoice()
  const connected = useConnected()
  const [held, setHeld] = useState(false)
  const wasMuted = useRef<boolean | null>(null)
  const pressed = useRef<Element | null>(null)

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
    if (key === null || !connected) return
    const listening = new AbortController()
    const { signal } = listening
    const down = (event: globalThis.KeyboardEvent) => {
      // Who moves by keyboard means what has the focus.
      if (event.key === 'Tab') pressed.current = null
      const user = userOfKeys(event.target)
      if (event.key !== key || event.ctrlKey || event.altKey || event.metaKey || (user && user !== pressed.current)) return
      event.preventDefault()
      if (!event.repeat) press()
    }
    const up = (event: globalThis.KeyboardEvent) => {
      if (event.key !== key) return
      // Firefox presses a button when the key comes up.
      if (wasMuted.current !== null) event.preventDefault()
      release()
    }
    addEventListener('keydown', down, { signal })
    addEventListener('keyup', up, { signal })
    addEventListener('blur', release, { signal })
    return () => listening.abort()
  }, [key, connected, press, release])

  useEffect(() => {
    const down = ({ target }: globalThis.PointerEvent) => {
      pressed.current = target instanceof Element ? target.closest(pressable) : null
    }
    addEventListener('pointerdown', down)
    return () => removeEventListener('pointerdown', down)
  }, [])

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

function userOfKeys(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(usesKeys) : null
}
