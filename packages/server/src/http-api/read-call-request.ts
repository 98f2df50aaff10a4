import { ApiError, invalidField } from './api-error.js'

/** Of the session that comes with an offer; far more than a session with a hundred described tools has. */
const sessionBytes = 1024 * 1024
/** Of all that a request for a call can hold: the offer has limits of its own. */
export const callBodyLimit = sessionBytes + 128 * 1024
const mostParts = 8

/** What a client asks for: its offer, and the session as the wire has it; undefined: none came along. */
export interface CallAsked {
  readonly offer: string
  readonly session: unknown
}

/** `application/sdp` is the offer itself, a form has it as `sdp` beside `session`. Throws `ApiError`. */
export function readCallRequest(contentType: string, body: Buffer): CallAsked {
  if (!contentType.toLowerCase().startsWith('multipart/')) return { offer: body.toString('utf8'), session: undefined }
  const parts = readForm(contentType, body)
  const offer = parts.get('sdp')
  if (offer === undefined) throw invalidField('sdp', "Missing required parameter: 'sdp'.", 'missing_required_parameter')
  const session = parts.get('session')
  return { offer, session: session === undefined ? undefined : readSession(session) }
}

function readSession(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError({ status: 400, code: 'invalid_json', message: "The part 'session' could not be parsed as JSON.", param: 'session' }, { cause })
  }
}

/** The parts of a form by their names (RFC 7578). Some clients do not tell the boundary: it is the first line then. */
function readForm(contentType: string, body: Buffer): ReadonlyMap<string, string> {
  const text = body.toString('utf8')
  const told = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType)
  const boundary = told?.[1] ?? told?.[2] ?? /^(?:\r?\n)?--([^\r\n]{1,70})\r?\n/.exec(text)?.[1]
  if (boundary === undefined) throw new ApiError({ status: 400, code: 'invalid_type', message: 'The form has no boundary.' })
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1)
  const end = pieces.findIndex((piece) => piece.startsWith('--'))
  if (end < 0 || end > mostParts) throw new ApiError({ status: 400, code: 'invalid_type', message: 'The form is not whole, or has too many parts.' })
  return new Map(
    pieces.slice(0, end).flatMap((piece): [string, string][] => {
      const [head = '', ...rest] = piece.split('\r\n\r\n')
      const name = /^content-disposition:[^\r\n]*[;\s]name="([^"\r\n]*)"/im.exec(head)?.[1]
      return name === undefined ? [] : [[name, rest.join('\r\n\r\n')]]
    }),
  )
}
