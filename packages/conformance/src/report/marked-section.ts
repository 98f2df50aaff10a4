/** The page with new content between `<!-- NAME:begin ... -->` and `<!-- NAME:end -->`. Throws when the marks are not there. */
export function replaceSection(page: string, name: string, content: string): string {
  const begin = new RegExp(`<!-- ${name}:begin[^>]*-->\n`).exec(page)
  const end = page.indexOf(`<!-- ${name}:end -->`)
  if (!begin || end < begin.index) throw new Error(`The page has no section ${name}.`)
  return `${page.slice(0, begin.index + begin[0].length)}${content}\n${page.slice(end)}`
}
