import { scenePatience } from './chromium.js'

/** A page in a browser that is driven from here. */
export interface RemotePage {
  readonly browser: string
  goto(url: string): Promise<void>
  /** Calls a function in the page, as if a person had touched it just before. What it takes and returns can be JSON. */
  evaluate<Arguments extends readonly unknown[], Result>(call: (...args: Arguments) => Result | Promise<Result>, ...args: Arguments): Promise<Result>
  /** Runs a script, whatever the page's content security policy says. */
  run(source: string): Promise<void>
  /** What the page or the browser complained about so far. */
  complaints(): Promise<readonly string[]>
  close(): Promise<void>
}

/** Waits until the function is true in the page. One wait may cover a whole scene: these browsers are slow to hear and to sound. */
export async function until<Arguments extends readonly unknown[]>(page: RemotePage, holds: (...args: Arguments) => unknown, ...args: Arguments): Promise<void> {
  const endsAtMs = performance.now() + scenePatience
  while (!(await page.evaluate(holds, ...args))) {
    if (performance.now() > endsAtMs) throw new Error(`In ${page.browser} it never came to: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
