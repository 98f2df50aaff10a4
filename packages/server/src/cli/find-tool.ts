import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The full path of a program on the search path; null when it is not there. */
export function findTool(name: string, searchPath: string = process.env.PATH ?? ''): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of searchPath.split(delimiter).filter((each) => each !== '')) {
    for (const ending of endings) {
      const path = join(folder, name + ending)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not in this folder: look in the next.
      }
    }
  }
  return null
}
