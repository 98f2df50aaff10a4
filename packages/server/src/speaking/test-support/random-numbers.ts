/** Whole numbers below a limit, the same ones for the same seed. A linear congruential generator with the constants of W. H. Press et al., "Numerical Recipes", 2nd edition, section 7.1. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    // The upper bits are the more random ones.
    return Math.floor((state / 2 ** 32) * limit)
  }
}
