import type { Evidence } from './contract.js'

/** Shorter voice is a click or a breath: two detector windows of 32 ms and the part of a third. */
export const leastVoiceMs = 80

/** The user has begun to speak: there is voice, and it has lasted long enough to be one. Rule T1. */
export function userStarted(evidence: Evidence): boolean {
  return evidence.voice && evidence.voiceStartMs !== null && evidence.audioMs - evidence.voiceStartMs >= leastVoiceMs
}
