import type { Area } from '../check.js'
import { connection } from './connection.js'
import { beta, clientSecrets, transcription } from './doors.js'
import { errors } from './errors.js'
import { functions } from './functions.js'
import { interruption } from './interruption.js'
import { items } from './items.js'
import { limits } from './limits.js'
import { mcp } from './mcp.js'
import { outOfBand } from './parallel.js'
import { session } from './session.js'
import { replies } from './text.js'
import { voice } from './voice.js'
import { invariants, shapes } from './whole-run.js'

/** Every check there is, by area. Those that review the whole run stand last. */
export const areas: readonly Area[] = [
  connection,
  session,
  items,
  replies,
  voice,
  functions,
  outOfBand,
  interruption,
  errors,
  limits,
  clientSecrets,
  transcription,
  beta,
  mcp,
  invariants,
  shapes,
]
