import { SidetoneError } from '@sidetone/protocol'
import type { Config } from '../../config/contract.js'
import type { Clock } from '../../lib/clock.js'
import { createBuiltinModel } from './builtin/builtin.js'
import { loadDocumentation } from './builtin/load-documentation.js'
import type { LanguageModel } from './contract.js'
import { discover, type LocalServer, usualServers } from './openai-compatible/discover.js'
import { listModels } from './openai-compatible/list-models.js'
import { createOpenAiCompatibleModel } from './openai-compatible/openai-compatible.js'
import { createPassOn, type PassOn } from './openai-compatible/pass-on.js'
import { RequestDeadline } from './openai-compatible/request-deadline.js'
import { seesImages, suitableModel } from './openai-compatible/suitable-model.js'
import { createScriptedModel, readScript } from './scripted/scripted.js'

export interface ChooseOptions {
  readonly clock: Clock
  /** Longest wait for a first part and for each next one; also for the list of models, when none is named. */
  readonly timeoutMs: number
  /** The port that we open ourselves: never taken for a language model. */
  readonly ownPort?: number
  /** The folder with `README.md` and `docs`; null: where we came from. */
  readonly documentationRoot?: string | null
  /** Where `auto` looks. */
  readonly servers?: readonly LocalServer[]
}

export interface ChosenLanguageModel {
  readonly model: LanguageModel
  /** What was chosen and why, for a person. */
  readonly sentence: string
  /** Passes chat completions on to the server behind the model, where there is one. */
  readonly passOn?: PassOn
}

/** The configured language model. Throws `language-model-unreachable` or `-failed`, with a sentence for a person, when it cannot be had. */
export async function chooseLanguageModel(config: Config['languageModel'], options: ChooseOptions): Promise<ChosenLanguageModel> {
  const { clock, timeoutMs } = options
  switch (config.kind) {
    case 'builtin':
      return { model: await builtin(options), sentence: 'Using the built-in responder, as configured.' }
    case 'scripted':
      return { model: createScriptedModel(await readScript(config.file), { clock }), sentence: `Playing the script ${config.file}.` }
    case 'openai-compatible': {
      const { baseUrl, apiKey } = config
      const name = config.model ?? (await firstModel(baseUrl, apiKey, options))
      const model = createOpenAiCompatibleModel({ baseUrl, apiKey, model: name, seesImages: seesImages(name), timeoutMs, clock })
      const why = config.model === null ? 'the first that it offers' : 'as configured'
      const passOn = createPassOn({ baseUrl, apiKey, model: name }, { clock, timeoutMs })
      return { model, sentence: `Using the language model ${name} at ${new URL(baseUrl).host}, ${why}.`, passOn }
    }
    case 'auto':
      return automatic(options)
  }
}

async function automatic(options: ChooseOptions): Promise<ChosenLanguageModel> {
  const { clock, timeoutMs, ownPort, servers = usualServers } = options
  const found = await discover({ clock, servers, ...(ownPort !== undefined && { ownPort }) })
  if (!found) {
    const ports = new Intl.ListFormat('en', { type: 'disjunction' }).format(servers.map(({ port }) => String(port)))
    return { model: await builtin(options), sentence: `No language model found on port ${ports}; using the built-in responder.` }
  }
  const { server, baseUrl, model: name } = found
  const model = createOpenAiCompatibleModel({ baseUrl, apiKey: null, model: name, seesImages: seesImages(name), timeoutMs, clock })
  const passOn = createPassOn({ baseUrl, apiKey: null, model: name }, { clock, timeoutMs })
  return { model, sentence: `Using the language model ${name}, found at 127.0.0.1:${server.port}, the usual port of ${server.name}.`, passOn }
}

async function builtin({ clock, documentationRoot = null }: ChooseOptions): Promise<LanguageModel> {
  return createBuiltinModel({ clock, pages: await loadDocumentation(documentationRoot) })
}

async function firstModel(baseUrl: string, apiKey: string | null, { clock, timeoutMs }: ChooseOptions): Promise<string> {
  const { host } = new URL(baseUrl)
  const deadline = new RequestDeadline(clock, new AbortController().signal)
  deadline.wait(timeoutMs, () => new SidetoneError('language-model-timed-out', `The server at ${host} did not list its models in time.`))
  try {
    const name = suitableModel((await listModels(baseUrl, apiKey, deadline.signal)).map(({ id }) => id))
    if (name === null)
      throw new SidetoneError('language-model-failed', `The server at ${host} has no model to chat with. Load one there, or name one in the configuration.`)
    return name
  } finally {
    deadline.close(undefined)
  }
}
