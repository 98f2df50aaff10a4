/** The keys of a telephone, in rows. */
export const keypad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const
export type Key = (typeof keypad)[number]

/** Frequencies of rows and columns in Hz, as ITU-T Q.23 has them. */
const rowsHz = [697, 770, 852, 941] as const
const columnsHz = [1209, 1336, 1477] as const

/** The two tones of a key. */
export function tonesOf(key: Key): readonly [number, number] {
  const at = keypad.indexOf(key)
  return [rowsHz[Math.floor(at / 3)] as number, columnsHz[at % 3] as number]
}

const toneSeconds = 0.12
const rampSeconds = 0.008

/** Sounds a key to the person who presses it. */
export function soundKey(context: AudioContext, key: Key): void {
  const endsAt = context.currentTime + toneSeconds
  const gain = new GainNode(context, { gain: 0 })
  gain.gain.setTargetAtTime(0.12, context.currentTime, rampSeconds)
  gain.gain.setTargetAtTime(0, endsAt - 4 * rampSeconds, rampSeconds)
  gain.connect(context.destination)
  for (const frequency of tonesOf(key)) {
    const tone = new OscillatorNode(context, { frequency })
    tone.connect(gain)
    tone.start()
    tone.stop(endsAt)
  }
}
