import type { Share, TurnScore } from './turn-score.js'

const width = 840
const height = 440
const left = 70
/** Room for the name of the last point. */
const right = 110
const top = 50
const bottom = 60

/** False cut-ins against delay, one point a setting, as a picture. */
export function tradeOffCurve(scores: ReadonlyMap<string, TurnScore>): string {
  const points = [...scores].map(([name, score]) => ({
    name,
    semantic: Number.isNaN(Number(name)),
    delayMs: score.medianMs,
    cutIns: percent(score.plainTurnsInside),
  }))
  const mostMs = Math.ceil(Math.max(...points.map((each) => each.delayMs), 500) / 200) * 200
  const mostPercent = Math.ceil(Math.max(...points.map((each) => each.cutIns), 10) / 5) * 5
  const x = (ms: number) => left + ((width - left - right) * ms) / mostMs
  const y = (share: number) => height - bottom - ((height - top - bottom) * share) / mostPercent
  const vertical = steps(mostMs, 200).map(
    (ms) => `<path d="M${x(ms)} ${top}V${height - bottom}" class="grid"/><text x="${x(ms)}" y="${height - bottom + 20}" text-anchor="middle">${ms}</text>`,
  )
  const horizontal = steps(mostPercent, 5).map(
    (share) => `<path d="M${left} ${y(share)}H${width - right}" class="grid"/><text x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${share} %</text>`,
  )
  const kinds = [true, false].map((semantic) => {
    const these = points.filter((each) => each.semantic === semantic).sort((a, b) => a.delayMs - b.delayMs)
    const kind = semantic ? 'semantic' : 'server'
    const line = these.map((each) => `${x(each.delayMs).toFixed(1)},${y(each.cutIns).toFixed(1)}`).join(' ')
    const marks = these.map(({ name, delayMs, cutIns }) => {
      const label = semantic ? `semantic_vad ${name}` : `server_vad ${name} ms`
      return `<circle cx="${x(delayMs).toFixed(1)}" cy="${y(cutIns).toFixed(1)}" r="5" class="${kind}"/><text x="${(x(delayMs) + 9).toFixed(1)}" y="${(y(cutIns) - 7).toFixed(1)}">${label}</text>`
    })
    return `<polyline points="${line}" class="line ${kind}"/>${marks.join('')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="False cut-ins inside a sentence against the median delay of the reply, by setting">
<style>text{font:12px sans-serif;fill:#333}.title{font-size:15px}.grid{stroke:#ddd}.line{fill:none;stroke-width:1.5}.semantic{stroke:#0a6;fill:#0a6}.server{stroke:#c52;fill:#c52}.line.semantic,.line.server{fill:none}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="26" class="title">Turns cut into inside a sentence, against delay (lower left is better)</text>
${[...vertical, ...horizontal, ...kinds].join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 16}" text-anchor="middle">median from the true end of speech to the first audio of the reply, ms</text>
</svg>
`
}

function percent({ count, of }: Share): number {
  return (100 * count) / of
}

function steps(most: number, step: number): number[] {
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
