/** What is wrong with the configuration: the setting, where it came from and what to do, for a person. Never holds a key. Recognise it by `code`. */
export class ConfigError extends Error {
  readonly code = 'invalid-config'
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}
