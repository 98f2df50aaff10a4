import { useEffect } from 'react'
import type { Settings } from '../settings/settings.js'
import { useConsoleVoice, useSettings } from '../voice/use-console-voice.js'

export function ThemeSwitch() {
  const voice = useConsoleVoice()
  const { theme } = useSettings()
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
  return (
    <label className="theme">
      <span className="theme-mark" aria-hidden="true" />
      <select aria-label="Theme" value={theme} onChange={({ target }) => void voice.change({ theme: target.value as Settings['theme'] })}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  )
}
