#!/usr/bin/env node
import { CannotCheck, conformanceCommand } from '@sidetone/conformance/command'
import { Command, CommanderError } from 'commander'
import { version } from '../version.js'
import { doctorCommand } from './doctor.js'
import { modelsCommand } from './models.js'
import { recordCommand } from './record.js'
import { replayCommand } from './replay.js'
import { serveCommand } from './serve.js'
import { talkCommand } from './talk.js'
import { versionCommand } from './version.js'
import { whyCommand } from './why.js'

/** Exit codes: 0 done, 1 it went wrong, 2 the command line is wrong; 2 also of a conformance run that could not begin, since there 1 is a verdict. */
const wentWrong = 1
const wrongUse = 2

const program = new Command('sidetone')
  .description('A realtime voice server of your own: it hears, answers and can be interrupted.')
  .version(version, '-V, --version', 'print the version')
  .option('--debug', 'when something goes wrong, show where in the program')
  .showHelpAfterError('(--help shows what there is)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  sidetone serve                 start the server
  sidetone talk question.wav     speak to it, from another terminal
  sidetone doctor                check this machine
  sidetone conformance --url …   check a Realtime server

In this repository: npm run sidetone -- serve`,
  )

for (const command of [
  serveCommand(),
  talkCommand(),
  recordCommand(),
  replayCommand(),
  whyCommand(),
  doctorCommand(),
  conformanceCommand(),
  modelsCommand(),
  versionCommand(),
]) {
  program.addCommand(inherit(command, program))
}

/** Commands made apart take over how errors are shown. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const each of command.commands) inherit(each, command)
  return command
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed the sentence itself; its exit code is 0 when help or the version was asked for.
    process.exitCode = error.exitCode === 0 || error.code === 'commander.help' ? 0 : wrongUse
  } else {
    const problem = error instanceof Error ? error : new Error(String(error))
    console.error(program.opts<{ debug?: boolean }>().debug ? problem : `sidetone: ${problem.message}`)
    const usedWrongly = problem instanceof CannotCheck || ('code' in problem && problem.code === 'invalid-config')
    process.exitCode = usedWrongly ? wrongUse : wentWrong
  }
  // Whatever is still open (a socket, a worker) must not keep a failed command alive.
  process.exit()
}
