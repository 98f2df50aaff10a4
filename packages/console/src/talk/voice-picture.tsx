import { useLatest, useObservable, useVoice } from '@sidetone/react'
import { useEffect, useRef } from 'react'
import { drawVoice, flowed, silentFlow } from './draw-voice.js'

/** An orb with the sound that goes in on the left and comes out on the right. A picture only: the words beside it say the same. */
export function VoicePicture() {
  const client = useVoice()
  const state = useObservable(client.state)
  const levels = useLatest(client.levels)
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useRef(silentFlow)

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    const dark = matchMedia('(prefers-color-scheme: dark)')
    let frame = 0
    const draw = (timeMs: number) => {
      const moves = !still.matches && state !== 'idle' && state !== 'failed'
      flow.current = moves ? flowed(flow.current, levels.current, state === 'speaking') : silentFlow
      drawVoice(element, { state, flow: flow.current, timeMs: moves ? timeMs : 0 })
      if (moves) frame = requestAnimationFrame(draw)
    }
    const again = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(draw)
    }
    again()
    const size = new ResizeObserver(again)
    size.observe(element)
    const theme = new MutationObserver(again)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    still.addEventListener('change', again)
    dark.addEventListener('change', again)
    return () => {
      cancelAnimationFrame(frame)
      size.disconnect()
      theme.disconnect()
      still.removeEventListener('change', again)
      dark.removeEventListener('change', again)
    }
  }, [state, levels])

  return (
    <div className="picture" aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  )
}
