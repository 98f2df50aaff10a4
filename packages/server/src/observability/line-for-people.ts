/** A JSON line of the log as a person reads it: `12:30:01.250 warn  session failed  code=language-model-failed`. */
export function lineForPeople(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clockTime = String(time).slice(11, 23)
  const words = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value)}`)
  return [`${clockTime} ${String(level).padEnd(5)} ${msg}`, ...words].join('  ')
}
