import type { ComponentProps, ReactNode } from 'react'
import { useConnected } from './use-connected.js'
import { useVoice } from './voice-provider.js'

export interface TalkButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'onClick'> {
  /** What the button says before a conversation. */
  readonly start?: ReactNode
  /** What it says while there is one. */
  readonly stop?: ReactNode
  /** Begins the conversation in the place of `client.connect()`. */
  readonly onStart?: () => void
}

/** One button: begins the conversation, and ends it. `data-connected` says which, for styles. */
export function TalkButton({ start = 'Start talking', stop = 'Stop', onStart, ...more }: TalkButtonProps) {
  const client = useVoice()
  const connected = useConnected()
  const press = () => {
    if (connected) client.disconnect()
    else if (onStart) onStart()
    // Why it failed is in `client.error`.
    else client.connect().catch(() => {})
  }
  return (
    <button type="button" data-connected={connected} {...more} onClick={press}>
      {connected ? stop : start}
    </button>
  )
}
