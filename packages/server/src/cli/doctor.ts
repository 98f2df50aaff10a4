import { Command } from 'commander'
import type { Config } from '../config/contract.js'
import { version } from '../version.js'
import type { Check, Finding } from './doctor/contract.js'
import { checkAudioTools, checkCores, checkNode } from './doctor/machine.js'
import { addServerFlags, configFrom } from './server-flags.js'

export function doctorCommand(): Command {
  return addServerFlags(new Command('doctor').description('check that this machine has what a server needs, and say what to do'))
    .addHelpText('after', '\nExamples:\n  sidetone doctor\n  sidetone doctor --port 8000 --llm-url http://127.0.0.1:11434/v1')
    .action(async (options: Record<string, unknown>) => {
      const failed = await examine(await checksFor(configFrom(options)), console.log)
      if (failed) process.exitCode = 1
    })
}

/** What brings a good part of the server with it is loaded here, so that the other commands start fast. */
async function checksFor(config: Config): Promise<readonly Check[]> {
  const [{ checkEngine, checkModels }, { checkLanguageModel, checkPort }, { checkTurnModel }] = await Promise.all([
    import('./doctor/engine.js'),
    import('./doctor/network.js'),
    import('./doctor/turn-model.js'),
  ])
  return [
    () => checkNode(),
    () => checkCores(),
    () => checkEngine(),
    () => checkModels(config),
    () => checkTurnModel(config),
    () => checkPort(config.server),
    () => checkLanguageModel(config),
    () => checkAudioTools(),
  ]
}

/** Runs the checks one after the other, printing each as it comes. Returns whether any failed. */
export async function examine(checks: readonly Check[], say: (line: string) => void): Promise<boolean> {
  say(`Sidetone ${version}`)
  say('')
  const findings: Finding[] = []
  for (const check of checks) {
    const found = [await check()].flat() as Finding[]
    for (const { verdict, sentence, remedy } of found) {
      say(`  ${verdict.padEnd(4)}  ${sentence}`)
      if (remedy !== undefined) say(`        ${remedy}`)
    }
    findings.push(...found)
  }
  say('')
  const failures = findings.filter(({ verdict }) => verdict === 'fail').length
  say(failures === 0 ? 'Everything that is needed is here. Start with: npm start' : `${failures} thing${failures === 1 ? '' : 's'} to mend.`)
  return failures > 0
}
