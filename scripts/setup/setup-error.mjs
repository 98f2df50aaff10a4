/** A failure of the set-up: what is wrong, and what to do about it. */
export class SetupError extends Error {
  name = 'SetupError'
  constructor(problem, remedy) {
    super(`${problem}\n${remedy}`)
  }
}
