/** How far sequence number `a` is ahead of `b`, the short way round 16 bits. */
export const sequenceAhead = (a: number, b: number): number => ((a - b) << 16) >> 16

/** How far timestamp `a` is ahead of `b`, the short way round 32 bits. */
export const timestampAhead = (a: number, b: number): number => (a - b) | 0

export const wrappedSequence = (value: number): number => value & 0xffff
export const wrappedTimestamp = (value: number): number => value >>> 0
