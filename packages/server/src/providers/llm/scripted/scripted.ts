import { readFile } from 'node:fs/promises'
import { errorSentence, SidetoneError } from '@sidetone/protocol'
import { z } from 'zod'
import { abortable, sleep } from '../../../lib/abort.js'
import type { Clock } from '../../../lib/clock.js'
import type { ChatPart, ChatRequest, LanguageModel } from '../contract.js'
import { describeCall, describeRequest, matches } from './matches.js'
import { type Script, type ScriptedStep, scriptSchema } from './script.js'

export interface ScriptedLanguageModel extends LanguageModel {
  /** What was asked so far, in order: what a test may look into. */
  readonly requests: readonly ChatRequest[]
  /** Throws `language-model-failed` naming the calls of the script that never came. */
  assertUsedUp(): void
}

/** Plays a script. A call that the script does not expect fails with `language-model-failed` and says what came; an aborted call is used up too. */
export function createScriptedModel(script: Script, { clock }: { readonly clock: Clock }): ScriptedLanguageModel {
  const { name, seesImages, calls } = scriptSchema.parse(script)
  const requests: ChatRequest[] = []
  let next = 0
  let callCount = 0

  async function* stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatPart, void, undefined> {
    signal.throwIfAborted()
    requests.push(request)
    const call = calls[next]
    if (!call) throw failed(`The script has ${calls.length} calls, and one more came: ${describeRequest(request.messages)}.`)
    if (!matches(call, request.messages)) {
      throw failed(`Call ${next + 1} of the script expects ${describeCall(call)}, but ${describeRequest(request.messages)} came.`)
    }
    next++
    for (const step of call.answer) {
      for await (const part of play(step, signal)) {
        signal.throwIfAborted()
        yield part
        if (part.type === 'end') return
      }
    }
    signal.throwIfAborted()
    yield { type: 'end', because: 'completed', usage: null }
  }

  async function* play(step: ScriptedStep, signal: AbortSignal): AsyncGenerator<ChatPart, void, undefined> {
    if (typeof step === 'string') yield { type: 'text-delta', delta: step }
    else if ('waitMs' in step) await sleep(clock, step.waitMs, signal)
    else if ('hang' in step) await abortable(new Promise<never>(() => {}), signal)
    else if ('fail' in step) throw new SidetoneError(step.fail, step.message ?? errorSentence(step.fail))
    else if ('end' in step) yield { type: 'end', because: step.end, usage: step.usage ?? null }
    else {
      const callId = step.callId ?? `call_${++callCount}`
      yield { type: 'tool-call-start', callId, name: step.tool }
      yield { type: 'tool-call-delta', callId, delta: JSON.stringify(step.arguments) }
      yield { type: 'tool-call-end', callId }
    }
  }

  return {
    name,
    seesImages,
    requests,
    stream,
    assertUsedUp() {
      const left = calls.slice(next)
      if (left.length > 0) throw failed(`${left.length} calls of the script never came: ${left.map(describeCall).join(', ')}.`)
    },
    close: () => Promise.resolve(),
  }
}

/** Reads a script file. Throws `language-model-failed` naming the file and what is wrong with it. */
export async function readScript(file: string): Promise<Script> {
  const json = await readFile(file, 'utf8').catch((cause) => {
    throw failed(`The script ${file} cannot be read.`, cause)
  })
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw failed(`The script ${file} is not JSON.`, cause)
  }
  const script = scriptSchema.safeParse(value)
  if (!script.success) throw failed(`The script ${file} does not have the shape of one: ${z.prettifyError(script.error)}`)
  return script.data
}

const failed = (message: string, cause?: unknown) => new SidetoneError('language-model-failed', message, { cause })
