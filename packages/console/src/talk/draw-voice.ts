import type { Levels, VoiceState } from '@sidetone/client'

/** Levels on their way through the picture, newest first: in from the left edge to the orb, out from the orb to the right edge. */
export interface Flow {
  readonly into: readonly number[]
  readonly out: readonly number[]
}

const barsPerSide = 28
const none: readonly number[] = Array.from({ length: barsPerSide }, () => 0)
export const silentFlow: Flow = { into: none, out: none }

/** One frame later. */
export function flowed({ into, out }: Flow, { microphone, speaker }: Levels, speaking: boolean): Flow {
  return { into: [microphone, ...into.slice(0, -1)], out: [speaking ? speaker : 0, ...out.slice(0, -1)] }
}

export interface VoiceFrame {
  readonly state: VoiceState
  readonly flow: Flow
  /** 0: a still picture. */
  readonly timeMs: number
}

/** Draws one frame. The colour of the voice is the element's own text colour, and quiet parts have that of its outline. */
export function drawVoice(canvas: HTMLCanvasElement, { state, flow, timeMs }: VoiceFrame): void {
  const context = canvas.getContext('2d')
  const { clientWidth: width, clientHeight: height } = canvas
  if (!context || width === 0 || height === 0) return
  const density = devicePixelRatio
  if (canvas.width !== Math.round(width * density)) canvas.width = Math.round(width * density)
  if (canvas.height !== Math.round(height * density)) canvas.height = Math.round(height * density)
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, width, height)
  const { color, outlineColor } = getComputedStyle(canvas)
  const radius = Math.min(height * 0.3, width * 0.16)
  const paint = { context, x: width / 2, y: height / 2, radius, color, quiet: outlineColor }
  drawFlow(paint, width, flow, state)
  drawOrb(paint, state, flow, timeMs)
}

interface Paint {
  readonly context: CanvasRenderingContext2D
  /** The middle of the orb. */
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly color: string
  readonly quiet: string
}

function drawFlow({ context, x, y, radius, color, quiet }: Paint, width: number, { into, out }: Flow, state: VoiceState): void {
  const gap = radius * 1.45
  const step = (width / 2 - gap) / barsPerSide
  const bar = (at: number, level: number, colour: string) => {
    const half = Math.max(1.5, level * radius * 0.95)
    context.fillStyle = colour
    context.beginPath()
    context.roundRect(at - step * 0.28, y - half, step * 0.56, half * 2, step)
    context.fill()
  }
  for (const [index, level] of into.entries()) bar((index + 0.5) * step, level, state === 'hearing' ? color : quiet)
  for (const [index, level] of out.entries()) bar(x + gap + (index + 0.5) * step, level, state === 'speaking' ? color : quiet)
}

/** Every state has a shape of its own, so that nobody has to tell colours apart. */
function drawOrb({ context, x, y, radius, color }: Paint, state: VoiceState, { into, out }: Flow, timeMs: number): void {
  const ring = (size: number, from = 0, to = Math.PI * 2) => {
    context.beginPath()
    context.arc(x, y, size, from, to)
    context.stroke()
  }
  const disc = (size: number, alpha: number) => {
    context.globalAlpha = alpha
    context.beginPath()
    context.arc(x, y, size, 0, Math.PI * 2)
    context.fill()
    context.globalAlpha = 1
  }
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = 3
  context.lineCap = 'round'
  const turn = timeMs / 900
  switch (state) {
    case 'idle':
      ring(radius)
      return
    case 'connecting':
    case 'reconnecting':
      for (let dash = 0; dash < 8; dash++) ring(radius, turn + (dash * Math.PI) / 4, turn + (dash * Math.PI) / 4 + 0.4)
      return
    case 'listening':
      disc(radius * (1.12 + 0.03 * Math.sin(timeMs / 700)), 0.12)
      ring(radius)
      return
    case 'hearing': {
      const level = smooth(into)
      disc(radius * (1.05 + level * 0.35), 0.14)
      disc(radius * (0.45 + level * 0.5), 0.9)
      ring(radius)
      return
    }
    case 'thinking':
      disc(radius, 0.12)
      ring(radius, turn, turn + 4.4)
      for (const dot of [-1, 0, 1]) {
        context.beginPath()
        context.arc(x + dot * radius * 0.36, y + Math.sin(timeMs / 260 + dot) * radius * 0.08, radius * 0.1, 0, Math.PI * 2)
        context.fill()
      }
      return
    case 'speaking': {
      const level = smooth(out)
      disc(radius * (1.1 + level * 0.4), 0.18)
      disc(radius * (0.96 + level * 0.08), 1)
      return
    }
    case 'failed':
      ring(radius, 0.35, Math.PI * 2 - 0.35)
      context.beginPath()
      context.moveTo(x - radius * 0.28, y - radius * 0.28)
      context.lineTo(x + radius * 0.28, y + radius * 0.28)
      context.moveTo(x + radius * 0.28, y - radius * 0.28)
      context.lineTo(x - radius * 0.28, y + radius * 0.28)
      context.stroke()
      return
  }
}

/** The level of the last frames. */
function smooth(levels: readonly number[]): number {
  const newest = levels.slice(0, 5)
  return newest.reduce((sum, level) => sum + level, 0) / newest.length
}
