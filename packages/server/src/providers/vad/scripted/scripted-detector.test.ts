import { detectorKeepsItsContract } from '../contract-suite.js'
import { createScriptedDetector } from './scripted-detector.js'

const tone = Float32Array.from({ length: 32_000 }, (_, index) => 0.9 * Math.sin(index / 10))

detectorKeepsItsContract(
  'scripted',
  async () => createScriptedDetector(),
  async () => tone,
)
