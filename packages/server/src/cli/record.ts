import { Command } from 'commander'
import { serve } from './serve.js'
import { addServerFlags, configFrom } from './server-flags.js'

const defaultFolder = 'recordings'

const examples = `
Examples:
  sidetone record
  sidetone record calls --llm builtin

The same as: sidetone serve --record ${defaultFolder}. Each session becomes a folder of its own, with
what was said in it: tell those who talk to the server. Then:
  sidetone why ${defaultFolder}/SESSION       why it answered, waited or stopped
  sidetone replay ${defaultFolder}/SESSION    play it again and compare`

export function recordCommand(): Command {
  return addServerFlags(new Command('record').description('start the server and record every session'))
    .argument('[folder]', `where to (--record, SIDETONE_RECORD, or ${defaultFolder})`)
    .addHelpText('after', examples)
    .action(async (folder: string | undefined, options: Record<string, unknown>) => {
      const config = configFrom(options, folder === undefined ? {} : { record: folder })
      await serve(config.recording.dir === null ? configFrom(options, { record: defaultFolder }) : config)
    })
}
