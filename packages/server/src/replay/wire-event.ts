/** An event of the server as it stands on the wire, from this server or from a file: looked into by name, never trusted. */
// biome-ignore lint/suspicious/noExplicitAny: what is compared may hold anything
export type WireEvent = { readonly type: string } & Record<string, any>
