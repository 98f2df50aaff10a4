import type { Clock } from '../../lib/clock.js'
import type { SoundLine } from '../contract.js'
import type { ReceivedSoundPacket, SoundCodec, SoundPacket } from './sound/contract.js'
import { IncomingSound } from './sound/incoming-sound.js'
import { OutgoingSound } from './sound/outgoing-sound.js'

export interface CallSoundParts {
  readonly clock: Clock
  /** By payload type; we send with the first. */
  readonly codecs: ReadonlyMap<number, SoundCodec>
  readonly send: (packet: SoundPacket) => void
}

/** Both directions of a call's sound: packets on one side, PCM16 on the other. */
export class CallSound implements SoundLine {
  onAudio: ((audio: Uint8Array) => void) | null = null
  readonly #incoming: IncomingSound
  readonly #outgoing: OutgoingSound

  /** Throws when there is no codec. */
  constructor({ clock, codecs, send }: CallSoundParts) {
    const [first] = codecs
    if (!first) throw new Error('A call without a codec has no sound.')
    const [payloadType, codec] = first
    this.#incoming = new IncomingSound({ clock, codecs, onAudio: (borrowed) => this.onAudio?.(borrowed) })
    this.#outgoing = new OutgoingSound({ clock, codec, payloadType, send })
  }

  /** The call is connected: packets leave from now on. Once. */
  start(): void {
    this.#outgoing.start()
  }

  accept(packet: ReceivedSoundPacket): void {
    this.#incoming.accept(packet)
  }

  play(audio: Uint8Array): void {
    this.#outgoing.play(audio)
  }

  clear(): void {
    this.#outgoing.clear()
  }

  /** Idempotent. */
  close(): void {
    this.#incoming.close()
    this.#outgoing.close()
  }
}
