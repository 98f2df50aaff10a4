import { createRequire } from 'node:module'
import type { Config } from '../../config/contract.js'
import { checkHearingModel } from '../../models/hearing-models.js'
import { ModelError, pullCommand } from '../../models/model-error.js'
import { verifyModels } from '../../models/verify.js'
import type { Finding } from './contract.js'

export async function checkEngine(): Promise<Finding> {
  const name = 'sherpa-onnx-node'
  try {
    await import(name)
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string }
    return { verdict: 'ok', sentence: `speech engine: sherpa-onnx ${version} loads` }
  } catch (error) {
    return {
      verdict: 'fail',
      sentence: `the speech engine does not load: ${(error as Error).message.split('\n')[0]}`,
      remedy: `Run "npm install" again on this machine (${process.platform} ${process.arch}); node_modules cannot be copied between kinds of machines.`,
    }
  }
}

/** Reads every byte of the models that are configured. */
export async function checkModels({ models }: Config): Promise<readonly Finding[]> {
  return await Promise.all((['vad', 'recogniser'] as const).map((job) => checkModel(job, models[job], models.dir)))
}

async function checkModel(job: 'vad' | 'recogniser', id: string, dir: string | null): Promise<Finding> {
  try {
    checkHearingModel(job, id)
    const [model] = await verifyModels([id], { dir })
    if (model?.state === 'intact') return { verdict: 'ok', sentence: `model ${id}: here and intact` }
    if (model?.state === 'broken') return { verdict: 'fail', sentence: `model ${id}: damaged`, remedy: `Fetch it anew: ${pullCommand(id, '--force')}` }
    return { verdict: 'fail', sentence: `model ${id}: not here`, remedy: `Fetch it: ${pullCommand(id)}` }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { verdict: 'fail', sentence: `model ${id}: ${error.message}` }
  }
}
