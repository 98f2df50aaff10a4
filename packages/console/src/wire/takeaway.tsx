import type { VoiceClient } from '@sidetone/client'
import type { SessionLog } from '../session-log/session-log.js'
import { turnStories } from '../why/turn-story.js'
import { conversationScript, conversationTest } from './conversation-test.js'
import { CopyButton } from './copy-button.js'
import { sessionPage } from './session-page.js'

/** The session to take away: as a test, or as one file to look at and listen to. */
export function Takeaway({ client, log }: { readonly client: VoiceClient; readonly log: SessionLog }) {
  const none = log.entries.length === 0
  const startedAtMs = log.entries[0]?.atMs ?? 0
  return (
    <div className="wire-actions">
      <CopyButton disabled={none} text={() => conversationScript(conversationTest(log.entries, log.facts))}>
        Copy as test
      </CopyButton>
      <button type="button" disabled={none} onClick={() => save(client, log, startedAtMs)}>
        Save session
      </button>
      <button type="button" disabled={none} onClick={() => log.clear()}>
        Clear
      </button>
    </div>
  )
}

function save(client: VoiceClient, log: SessionLog, startedAtMs: number): void {
  const savedAt = new Date().toISOString()
  const page = sessionPage({
    savedAt,
    startedAtMs,
    entries: log.entries,
    droppedEntries: log.dropped,
    pieces: log.audio.pieces,
    droppedAudioMs: log.audio.droppedMs,
    turns: client.turns.value,
    stories: turnStories(client.turns.value, log.facts),
    session: log.session,
    beganBefore: log.beganBefore,
  })
  const url = URL.createObjectURL(new Blob(page, { type: 'text/html' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `sidetone-session-${savedAt.slice(0, 19).replaceAll(':', '-')}.html`
  link.click()
  URL.revokeObjectURL(url)
}
