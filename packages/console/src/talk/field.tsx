import type { ReactNode } from 'react'

export function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what is inside.
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  )
}
