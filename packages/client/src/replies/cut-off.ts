import type { PlayedPosition, TranscriptLine, WireMessage } from '../contract.js'
import { heardCharacters } from '../transcript/heard-characters.js'
import { patched } from '../transcript/next-transcript.js'

/** What the transcript and the server have to know of a reply that was stopped at a position; `totalMs` is what had arrived of the part that sounded. */
export function cutOff(
  lines: readonly TranscriptLine[],
  { itemId, contentIndex, playedMs, totalMs }: PlayedPosition & { readonly totalMs: number },
): { readonly lines: readonly TranscriptLine[]; readonly event: WireMessage['event'] } {
  const heardMs = Math.floor(Math.min(playedMs, totalMs))
  return {
    lines: patched(lines, itemId, (line) => ({ ...line, cutOff: true, heardCharacters: heardCharacters(line.text, heardMs, totalMs) })),
    // A cut at 0 is refused by some servers: what nobody heard never was.
    event:
      heardMs > 0
        ? { type: 'conversation.item.truncate', item_id: itemId, content_index: contentIndex, audio_end_ms: heardMs }
        : { type: 'conversation.item.delete', item_id: itemId },
  }
}
