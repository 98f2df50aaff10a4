/** The part of Node's Buffer that makes base64 fast. Browsers have none and take the standard functions. */
interface NativeBase64 {
  from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer>
  from(bytes: ArrayBufferLike, byteOffset: number, length: number): { toString(encoding: 'base64'): string }
}

export interface Base64 {
  /** Bytes of standard base64 (RFC 4648 section 4, padding may be left out); null when the text is something else. */
  decode(text: string): Uint8Array | null
  encode(bytes: Uint8Array): string
}

/** How many bytes a base64 text of this length and padding holds; null when no base64 text has that shape. Its characters are not looked at. */
export function base64Bytes(text: string): number | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return null
  return Math.floor((digits * 3) / 4)
}

/** Whether a text is base64, without the cost of decoding it. */
export function isBase64(text: string): boolean {
  return base64Bytes(text) !== null && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

export function base64With(native: NativeBase64 | undefined): Base64 {
  return native ? nativeBase64(native) : standardBase64
}

/** Buffer skips what it does not know and reads the URL alphabet too, so a wrong character shows as a missing byte or must be looked for. */
function nativeBase64(native: NativeBase64): Base64 {
  return {
    decode(text) {
      const expected = base64Bytes(text)
      if (expected === null || text.includes('-') || text.includes('_')) return null
      const bytes = native.from(text, 'base64')
      return bytes.length === expected ? bytes : null
    },
    encode: (bytes) => native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
  }
}

/** Arguments that fit into one function call on every engine. */
const chunkBytes = 0x2000

const standardBase64: Base64 = {
  decode(text) {
    const expected = base64Bytes(text)
    if (expected === null) return null
    let binary: string
    try {
      binary = atob(text)
    } catch {
      return null
    }
    // atob passes over white space, which then lacks at the end.
    return binary.length === expected ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : null
  },
  encode(bytes) {
    let binary = ''
    for (let start = 0; start < bytes.length; start += chunkBytes) binary += String.fromCharCode(...bytes.subarray(start, start + chunkBytes))
    return btoa(binary)
  },
}

export const base64 = base64With((globalThis as { Buffer?: NativeBase64 }).Buffer)
