export const leastDepthMs = 10
export const mostDepthMs = 50
/** A gap that was heard says that the estimate was too low by at least this much. */
const gapMs = 10
/** It shrinks by this much for each second of audio, so that one calm moment does not make it thin. */
const shrinkMsPerSecond = 4

/** How much audio has to be there before it sounds, after `audioMs` more have come and `gaps` were heard: up at once, down slowly, from 10 to 50 ms. */
export function nextTargetMs(
  targetMs: number,
  { jitterMs, gaps, audioMs }: { readonly jitterMs: number; readonly gaps: number; readonly audioMs: number },
): number {
  const wantedMs = jitterMs > targetMs ? jitterMs : Math.max(jitterMs, targetMs - (shrinkMsPerSecond * audioMs) / 1_000)
  return Math.min(mostDepthMs, Math.max(leastDepthMs, wantedMs + gaps * gapMs))
}
