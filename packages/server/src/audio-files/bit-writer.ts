/** Writes bits, the highest of a byte first. */
export class BitWriter {
  #bytes = new Uint8Array(1024)
  #bits = 0

  /** The lowest `count` bits of `value`, 32 at most. */
  write(value: number, count: number): void {
    this.#grow(count)
    for (let left = count; left > 0; ) {
      const free = 8 - (this.#bits & 7)
      const now = Math.min(free, left)
      const part = (value >>> (left - now)) & ((1 << now) - 1)
      this.#bytes[this.#bits >> 3] = (this.#bytes[this.#bits >> 3] as number) | (part << (free - now))
      this.#bits += now
      left -= now
    }
  }

  zeros(count: number): void {
    this.#grow(count)
    this.#bits += count
  }

  bytes(values: Uint8Array): void {
    for (const value of values) this.write(value, 8)
  }

  /** To the next whole byte. */
  align(): void {
    this.#bits = (this.#bits + 7) & ~7
  }

  /** What was written so far, its last byte filled up with zeros. */
  end(): Uint8Array {
    return this.#bytes.slice(0, (this.#bits + 7) >> 3)
  }

  #grow(count: number): void {
    const needed = ((this.#bits + count) >> 3) + 2
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
