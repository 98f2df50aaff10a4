import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { type Decided, scriptFile } from '../recording/format.js'
import { storyOf } from '../replay/call-story.js'
import { type Conversation, readConversation, readTimeline } from '../replay/conversation.js'
import { replay } from '../replay/replay.js'
import { timelineOf } from '../replay/told.js'
import { type Change, decideAnew, pairDecisions } from '../replay/what-if.js'
import { CliError } from './cli-error.js'
import { configFrom } from './server-flags.js'
import { openHearing } from './why/hearing.js'
import { tellChanges, tellStory } from './why/tell.js'
import { tellAhead } from './why/tell-ahead.js'

const examples = `
Examples:
  sidetone why recordings/2026-11-23T12-30-01-sess_x
  sidetone why recordings/2026-11-23T12-30-01-sess_x --what-if eagerness=high
  sidetone why timeline.jsonl --what-if type=server_vad --what-if silence_duration_ms=500
  sidetone why recordings/2026-11-23T12-30-01-sess_x --json

--what-if takes the settings of turn detection by their names in the API: type, eagerness,
threshold, silence_duration_ms, prefix_padding_ms. It hears the recorded audio anew with the
models of this machine (sidetone models pull) and compares where turns would have ended.`

interface WhyOptions {
  readonly whatIf?: Change
  readonly json?: boolean
}

export function whyCommand(): Command {
  return new Command('why')
    .description('tell why a recorded session went as it did: when it answered, waited, stopped')
    .argument('<session>', 'folder of a recording, or its timeline.jsonl')
    .option('--what-if <setting=value>', 'what would change with this setting (repeatable)', collectChange)
    .option('--json', 'for machines: one object')
    .addHelpText('after', examples)
    .action(async (path: string, { whatIf, json = false }: WhyOptions) => {
      if (whatIf === undefined) await explain(path, json)
      else await explainChange(path, whatIf, json)
    })
}

async function explain(path: string, json: boolean): Promise<void> {
  const timeline = readTimeline(path)
  const folder = folderOf(path)
  const conversation = existsSync(join(folder, scriptFile)) ? readConversation(folder) : null
  const explained = timeline.some(({ from }) => from === 'session')
  const replayed = explained || conversation === null ? null : await replay(conversation)
  const story = storyOf(conversation === null || replayed === null ? timeline : timelineOf(conversation, replayed), conversation?.script ?? null)
  const ahead = replayed?.ahead ?? conversation?.script.ahead ?? null
  if (json) console.log(JSON.stringify({ session: path, story, ahead }))
  else if (story.length === 0) console.log(`Nothing was decided in ${path}.`)
  else for (const line of [...tellStory(story), ...(ahead === null ? [] : tellAhead(ahead))]) console.log(line)
}

async function explainChange(path: string, change: Change, json: boolean): Promise<void> {
  const conversation = readConversation(folderOf(path))
  const before = await decisionsOf(conversation)
  const hearing = await openHearing(configFrom({}))
  try {
    const after = await decideAnew(conversation, change, hearing)
    const pairs = pairDecisions(before, after)
    if (json) {
      console.log(JSON.stringify({ session: path, change, pairs, before, after }))
      return
    }
    console.log(`What if ${inWords(change)}? Places count in the audio of the call.\n`)
    if (pairs.length === 0) console.log('No turn ended then, and none would have.')
    else for (const line of tellChanges(pairs)) console.log(line)
  } finally {
    await hearing.close()
  }
}

/** As they are recorded; a conversation without any is played. */
async function decisionsOf(conversation: Conversation): Promise<readonly Decided[]> {
  const recorded = conversation.timeline.flatMap((line) => (line.from === 'session' ? [line.decided] : []))
  return recorded.length > 0 ? recorded : (await replay(conversation)).decisions
}

function folderOf(path: string): string {
  if (!existsSync(path)) throw new CliError(`There is no ${path}.`)
  return statSync(path).isDirectory() ? path : dirname(path)
}

function inWords(change: Change): string {
  return Object.entries(change)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
}

function collectChange(word: string, before: Change | undefined): Change {
  const [name, ...rest] = word.split('=')
  const value = rest.join('=')
  if (!name || value === '') throw new InvalidArgumentError('It must be a setting and a value, such as eagerness=high.')
  const read = value === 'true' ? true : value === 'false' ? false : Number.isNaN(Number(value)) ? value : Number(value)
  return { ...before, [name]: read }
}
