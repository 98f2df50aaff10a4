import type { CannedTool } from '../settings/settings.js'

/** What the form holds, as text. */
export interface ToolForm {
  readonly name: string
  readonly description: string
  readonly parameters: string
  readonly answer: string
}

/** The tool of a form, or a sentence on what is wrong with it. Names are as function calling has them: letters, digits, `_` and `-`, up to 64. */
export function readTool({ name, description, parameters, answer }: ToolForm): CannedTool | string {
  if (!/^[\w-]{1,64}$/.test(name)) return 'A name has letters, digits, _ and -, and no spaces.'
  const schema = parsed(parameters)
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return 'The parameters are no JSON object.'
  const given = parsed(answer)
  if (given === undefined) return 'The answer is not JSON. A text stands in quotes: "sunny".'
  return { name, description, parameters: schema as CannedTool['parameters'], answer: given }
}

/** undefined: not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
