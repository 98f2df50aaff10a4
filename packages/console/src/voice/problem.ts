import type { VoiceError } from '@sidetone/client'

/** What went wrong, for the banner. */
export interface Problem extends VoiceError {
  /** The server wants a key, or another one. */
  readonly wantsKey?: true
}

/** For a server that is there and says nothing. */
const answerLimitMs = 5_000

/** No conversation begins. A key that the server does not know is told by an error of its own, behind an open socket. */
export function isRefusal({ code, wire }: VoiceError): boolean {
  const error = wire?.error as { readonly code?: unknown } | undefined
  return code === 'link-refused' || error?.code === 'invalid_api_key'
}

/** Browsers do not tell a page why its socket was refused. A plain request to the same server, with the same key, finds out. */
export async function whyRefused(refusal: VoiceError, key: string): Promise<Problem> {
  try {
    const { status } = await fetch('/v1/models', {
      headers: key === '' ? {} : { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(answerLimitMs),
      cache: 'no-store',
    })
    if (status === 401) {
      const message = key === '' ? 'This server wants a key.' : 'The server does not know this key.'
      return { ...told(refusal), message, repair: 'Enter one that it was started with.', wantsKey: true }
    }
    return { ...told(refusal), message: 'The server takes no conversation now.', repair: 'It may have as many as it can hold. Try again in a while.' }
  } catch {
    return refusal
  }
}

function told({ code, wire }: VoiceError): Pick<VoiceError, 'code' | 'wire'> {
  return { code, wire }
}
