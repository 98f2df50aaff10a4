import { observable, type Settable } from '@sidetone/client'
import { defaultSettings, type Settings } from './settings.js'

const place = 'sidetone.settings'

/** The settings of this browser; each change is kept. What cannot be read gives way to the defaults. */
export function storedSettings(storage: Pick<Storage, 'getItem' | 'setItem'>): Settable<Settings> {
  const settings = observable<Settings>({ ...defaultSettings, ...read(storage) })
  settings.subscribe((value) => storage.setItem(place, JSON.stringify(value)))
  return settings
}

/** Only fields that are known, and of the kind that they have by default. */
function read(storage: Pick<Storage, 'getItem'>): Partial<Settings> {
  let kept: unknown
  try {
    kept = JSON.parse(storage.getItem(place) ?? '{}')
  } catch {
    return {}
  }
  const fields = typeof kept === 'object' && kept !== null ? Object.entries(kept) : []
  return Object.fromEntries(
    fields.filter(([name, value]) => {
      if (!(name in defaultSettings)) return false
      const standard = defaultSettings[name as keyof Settings]
      if (Array.isArray(standard)) return Array.isArray(value)
      return standard === null ? value === null || typeof value === 'string' : typeof value === typeof standard
    }),
  )
}
