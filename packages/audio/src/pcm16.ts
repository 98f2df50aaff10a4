/** Samples in bytes: signed 16 bit, little-endian, whatever the platform's own order. An odd last byte is left out. `into` takes at least `bytes.length / 2` samples. */
export function int16FromBytes(bytes: Uint8Array, into = new Int16Array(bytes.length >> 1)): Int16Array {
  const count = bytes.length >> 1
  for (let sample = 0, byte = 0; sample < count; sample++, byte += 2) into[sample] = (bytes[byte] as number) | ((bytes[byte + 1] as number) << 8)
  return trimmed(into, count)
}

/** Little-endian bytes of the samples. `into` takes at least two bytes a sample. */
export function bytesFromInt16(samples: Int16Array, into = new Uint8Array(samples.length * 2)): Uint8Array {
  for (let sample = 0, byte = 0; sample < samples.length; sample++, byte += 2) {
    const value = samples[sample] as number
    into[byte] = value
    into[byte + 1] = value >> 8
  }
  return trimmed(into, samples.length * 2)
}

/** 16 bit integers to [-1, 1): full scale is 32768. */
export function floatFromInt16(samples: Int16Array, into = new Float32Array(samples.length)): Float32Array {
  for (let sample = 0; sample < samples.length; sample++) into[sample] = (samples[sample] as number) * (1 / 32768)
  return trimmed(into, samples.length)
}

/** [-1, 1) to 16 bit integers, rounded to the nearest; louder values saturate, NaN is silence. */
export function int16FromFloat(samples: Float32Array, into = new Int16Array(samples.length)): Int16Array {
  for (let sample = 0; sample < samples.length; sample++) {
    const scaled = (samples[sample] as number) * 32768
    into[sample] = scaled >= 32767 ? 32767 : scaled <= -32768 ? -32768 : Math.floor(scaled + 0.5)
  }
  return trimmed(into, samples.length)
}

/** Little-endian PCM16 bytes straight to [-1, 1). */
export function floatFromBytes(bytes: Uint8Array, into = new Float32Array(bytes.length >> 1)): Float32Array {
  const count = bytes.length >> 1
  for (let sample = 0, byte = 0; sample < count; sample++, byte += 2) {
    into[sample] = (((bytes[byte] as number) << 16) | ((bytes[byte + 1] as number) << 24)) * (1 / 2147483648)
  }
  return trimmed(into, count)
}

/** [-1, 1) straight to little-endian PCM16 bytes; saturates. */
export function bytesFromFloat(samples: Float32Array): Uint8Array {
  return bytesFromInt16(int16FromFloat(samples))
}

/** Reads PCM16 from packets cut anywhere: an odd byte waits for its other half. */
export class Pcm16Reader {
  #samples = new Float32Array(0)
  #oddByte: number | null = null

  /** The samples completed by this packet, in [-1, 1). They are lent: valid until the next call. */
  read(borrowed: Uint8Array): Float32Array {
    const count = (borrowed.length + (this.#oddByte === null ? 0 : 1)) >> 1
    if (this.#samples.length < count) this.#samples = new Float32Array(count)
    if (this.#oddByte === null) {
      floatFromBytes(borrowed, this.#samples)
      this.#oddByte = borrowed.length % 2 === 1 ? (borrowed[borrowed.length - 1] as number) : null
    } else if (borrowed.length > 0) {
      this.#samples[0] = ((this.#oddByte << 16) | ((borrowed[0] as number) << 24)) / 2147483648
      floatFromBytes(borrowed.subarray(1), this.#samples.subarray(1))
      this.#oddByte = borrowed.length % 2 === 0 ? (borrowed[borrowed.length - 1] as number) : null
    }
    return trimmed(this.#samples, count)
  }

  /** Forgets a waiting byte. */
  reset(): void {
    this.#oddByte = null
  }
}

function trimmed<Samples extends Uint8Array | Int16Array | Float32Array>(samples: Samples, count: number): Samples {
  return samples.length === count ? samples : (samples.subarray(0, count) as Samples)
}
