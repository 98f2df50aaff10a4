import { mostAudioMs } from '../session-log/audio-keeper.js'
import type { SessionLog } from '../session-log/session-log.js'

/** Says that audio is kept, how much, and where; and lets it be. */
export function AudioKept({ log }: { readonly log: SessionLog }) {
  const { on, keptMs, droppedMs } = log.audio
  const seconds = Math.round(keptMs / 1_000)
  return (
    <section className="card" aria-labelledby="wire-audio">
      <h2 id="wire-audio">Audio of this session</h2>
      <label className="wire-check">
        <input type="checkbox" checked={on} onChange={({ target }) => log.keepAudio(target.checked)} />
        <span>Keep what was said, to save it with the session and to hear turns again under Why</span>
      </label>
      <p className="quiet">
        {on
          ? `${seconds < 60 ? '' : `${Math.floor(seconds / 60)} min `}${seconds % 60} s of both sides are kept in this page, the last ${mostAudioMs / 60_000} minutes at most`
          : 'Nothing is kept'}
        . {droppedMs > 0 && `${Math.round(droppedMs / 1_000)} s were dropped. `}
        It leaves the page only when you save the session, and is gone when you close it.
      </p>
    </section>
  )
}
