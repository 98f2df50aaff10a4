import { suppressorKeepsItsContract } from '../contract-suite.js'
import { createScriptedSuppressor } from './scripted-suppressor.js'

const sweep = Float32Array.from({ length: 32_000 }, (_, index) => 0.9 * Math.sin(index / 40 + (index / 4000) ** 2))

suppressorKeepsItsContract(
  'scripted',
  async () => createScriptedSuppressor({ latencySamples: 100 }),
  async () => sweep,
)
