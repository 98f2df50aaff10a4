// One check of a client: what it proves, and whether it held. The lines are read by run.mjs.

const limitMs = 30_000

/** Runs one check within 30 s and prints its result as a line of JSON. A failed check does not keep the next one from running. */
export async function check(title, run) {
  const limit = AbortSignal.timeout(limitMs)
  const tooLate = new Promise((_, reject) => limit.addEventListener('abort', () => reject(new Error(`not within ${limitMs / 1_000} s`)), { once: true }))
  try {
    await Promise.race([run(), tooLate])
    console.log(JSON.stringify({ title, held: true }))
  } catch (error) {
    console.log(JSON.stringify({ title, held: false, why: error instanceof Error ? error.message : String(error) }))
    process.exitCode = 1
  }
}

export function must(condition, message) {
  if (!condition) throw new Error(message)
}
