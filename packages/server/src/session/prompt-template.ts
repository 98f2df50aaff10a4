import type { ErrorCode, PromptReference } from '@sidetone/protocol'

/** Instructions that are kept on the server, by id and version, oldest version first. `{{name}}` stands for a variable. */
export type PromptTemplates = { readonly [promptId: string]: { readonly [version: string]: string } }

export type FilledPrompt = { ok: true; instructions: string } | { ok: false; code: ErrorCode; detail: Record<string, string> }

const placeholder = /\{\{\s*([\w.-]+)\s*\}\}/g

/** The template with its variables filled in. Variables that it does not name are passed over. */
export function fillPrompt(templates: PromptTemplates, { id, version, variables }: PromptReference): FilledPrompt {
  const versions = Object.hasOwn(templates, id) ? templates[id] : undefined
  if (!versions) return { ok: false, code: 'unknown-prompt', detail: { promptId: id } }
  const chosen = version ?? Object.keys(versions).at(-1) ?? ''
  const template = Object.hasOwn(versions, chosen) ? versions[chosen] : undefined
  if (template === undefined) return { ok: false, code: 'unknown-prompt-version', detail: { promptId: id, version: chosen } }
  const values = new Map(Object.entries(variables ?? {}))
  for (const [, name = ''] of template.matchAll(placeholder)) {
    if (!values.has(name)) return { ok: false, code: 'prompt-variable-missing', detail: { variable: name } }
  }
  return { ok: true, instructions: template.replace(placeholder, (_, name: string) => values.get(name) ?? '') }
}
