import { describe, expect, it } from 'vitest'
import { defaultSettings } from './settings.js'
import { storedSettings } from './stored-settings.js'

function storage(kept?: string) {
  const entries = new Map(kept === undefined ? [] : [['sidetone.settings', kept]])
  return { getItem: (name: string) => entries.get(name) ?? null, setItem: (name: string, value: string) => void entries.set(name, value) }
}

describe('the settings of a browser', () => {
  it('are the defaults at first, and are kept when they change', () => {
    const place = storage()
    const settings = storedSettings(place)
    expect(settings.value).toEqual(defaultSettings)
    settings.set({ ...settings.value, voice: 'marin', theme: 'dark' })
    expect(storedSettings(place).value).toMatchObject({ voice: 'marin', theme: 'dark' })
  })

  it('give way to the defaults where they cannot be read', () => {
    expect(storedSettings(storage('{broken')).value).toEqual(defaultSettings)
    expect(storedSettings(storage('{"speed":"fast","voice":"cedar","other":1,"tools":{}}')).value).toEqual({ ...defaultSettings, voice: 'cedar' })
  })
})
