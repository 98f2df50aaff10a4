import { Command } from 'commander'
import { replayRecording } from './replay/replay-recording.js'

const examples = `
Examples:
  sidetone replay recordings/2026-11-23T12-30-01-sess_x
  sidetone replay conversations/barge-in --json

What the client sent is played again, at its own times but on a clock set by hand: it takes
a second or so and needs no models, since the folder has what they answered. The exit code is
0 when the same events happen, 1 when others do.`

export function replayCommand(): Command {
  return new Command('replay')
    .description('play a recorded session again and tell whether the same happens')
    .argument('<folder>', 'a recording, or a folder of conversations/')
    .option('--json', 'for machines: one object')
    .addHelpText('after', examples)
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const { same, report, ...rest } = await replayRecording(folder)
      if (json) console.log(JSON.stringify({ folder, same, ...rest, report }))
      else for (const line of report) console.log(line)
      if (!same) process.exitCode = 1
    })
}
