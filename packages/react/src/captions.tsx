import type { TranscriptLine } from '@sidetone/client'
import type { CSSProperties, ReactNode } from 'react'
import { type CaptionPiece, captionPieces } from './caption-pieces.js'
import { useFollowingScroll } from './use-following-scroll.js'
import { useObservable } from './use-observable.js'
import { useVoice } from './voice-provider.js'

type Role = TranscriptLine['role']

export interface CaptionsProps {
  /** Who is named how. */
  readonly names?: Partial<Readonly<Record<Role, string>>>
  /** The name of the region. Default: `Captions`. */
  readonly label?: string
  readonly className?: string
  /** In the place of the lines while there are none. */
  readonly children?: ReactNode
}

const defaultNames: Readonly<Record<Role, string>> = { user: 'You', assistant: 'Assistant', system: 'System', tool: 'Tool' }
const announcedLines = 4
const unseen: CSSProperties = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' }

/**
 * The conversation as it is said, without styles: lines carry `data-role`, `data-status` and `data-by`; what an interruption cut off is in `<del>`,
 * words that were understood in another way at first are in `<span data-part="corrected">`.
 * It keeps its end in sight unless the reader scrolled away. Screen readers are told a line when it is final, not while it changes.
 */
export function Captions({ names, label = 'Captions', className, children }: CaptionsProps) {
  const lines = useObservable(useVoice().transcript).filter(({ text, status }) => text !== '' || status === 'partial')
  const { box, onScroll } = useFollowingScroll<HTMLElement>(lines.map(({ text }) => text.length).join())
  const nameOf = (role: Role) => names?.[role] ?? defaultNames[role]
  const settled = lines.filter(({ status, text }) => status === 'final' && text !== '').slice(-announcedLines)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
      <section ref={box} className={className} aria-label={label} tabIndex={0} onScroll={onScroll}>
        {lines.length === 0 && children}
        <ol>
          {lines.map((line) => (
            <li key={line.itemId} data-role={line.role} data-status={line.status} data-by={line.by}>
              <span data-part="name">{nameOf(line.role)}</span> <Words line={line} />
            </li>
          ))}
        </ol>
      </section>
      <div style={unseen} aria-live="polite" aria-relevant="additions">
        {settled.map((line) => (
          <p key={line.itemId}>{`${nameOf(line.role)}: ${spoken(line)}`}</p>
        ))}
      </div>
    </>
  )
}

function Words({ line }: { readonly line: TranscriptLine }) {
  return (
    <span data-part="words">
      {line.text === '' && line.status === 'partial'
        ? '…'
        : captionPieces(line).map((piece, index) => {
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name than their place.
            return <Piece key={index} piece={piece} />
          })}
    </span>
  )
}

function Piece({ piece }: { readonly piece: CaptionPiece }) {
  switch (piece.type) {
    case 'said':
      return piece.text
    case 'corrected':
      return (
        <span data-part="corrected" title={piece.before === '' ? 'First not understood' : `First understood: ${piece.before}`}>
          {piece.text}
        </span>
      )
    case 'unheard':
      return (
        <del>
          <span style={unseen}>not heard: </span>
          {piece.text}
        </del>
      )
  }
}

/** What screen readers are told of a settled line: of a reply that was cut off, what was heard. */
function spoken(line: TranscriptLine): string {
  const heard = captionPieces(line).filter(({ type }) => type !== 'unheard')
  const text = heard.map((piece) => piece.text).join('')
  return line.cutOff ? `${text.trim()} (interrupted)` : text
}
