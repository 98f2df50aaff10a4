import type { SessionLog } from './session-log.js'

/** Nothing looks as if it had been the first, where a conversation goes on that another page began. */
export function BeforeTheLoad({ log }: { readonly log: SessionLog }) {
  return log.beganBefore && <p className="quiet">What was before the page was loaded is not kept here.</p>
}
