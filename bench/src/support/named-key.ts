/** The key for the server that `--url` names; none for a server of the bench's own. It is printed nowhere. */
export function namedKey(options: { readonly url?: string | undefined; readonly 'api-key'?: string | undefined }): string | null {
  return options.url === undefined ? null : (options['api-key'] ?? process.env.OPENAI_API_KEY ?? null)
}
