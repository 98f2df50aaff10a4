import { systemClock } from '@sidetone/client'
import { type ReactNode, useState } from 'react'

const saidForMs = 2_000

/** Copies, and says whether it did: a page without a secure connection may not. */
export function CopyButton({ text, children, disabled = false }: { readonly text: () => string; readonly children: ReactNode; readonly disabled?: boolean }) {
  const [said, setSaid] = useState<string | null>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text())
      setSaid('Copied')
    } catch {
      setSaid('The browser does not let this page copy')
    }
    systemClock.after(saidForMs, () => setSaid(null))
  }
  return (
    <button type="button" onClick={() => void copy()} disabled={disabled}>
      <span aria-live="polite">{said ?? children}</span>
    </button>
  )
}
