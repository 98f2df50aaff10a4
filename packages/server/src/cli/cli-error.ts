/** Ends a command with a sentence for a person and no stack. */
export class CliError extends Error {
  readonly code = 'cli'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
  }
}
