import { useRef } from 'react'
import { PhonePanel } from './phone/phone-panel.js'
import { ErrorBanner } from './shell/error-banner.js'
import { LineBadge } from './shell/line-badge.js'
import { More } from './shell/more.js'
import { TabList, TabPanels, useTab } from './shell/tabs.js'
import { ThemeSwitch } from './shell/theme-switch.js'
import { TalkPanel } from './talk/talk-panel.js'
import { WhyPanel } from './why/index.js'
import { WirePanel } from './wire/index.js'

const ids = ['talk', 'why', 'wire', 'phone']

export function App() {
  const [current, choose] = useTab(ids)
  const typing = useRef<HTMLInputElement>(null)
  const tabs = [
    { id: 'talk', label: 'Talk', panel: <TalkPanel typing={typing} /> },
    { id: 'why', label: 'Why', panel: <WhyPanel /> },
    { id: 'wire', label: 'Wire', panel: <WirePanel /> },
    { id: 'phone', label: 'Phone', panel: <PhonePanel /> },
  ]
  const type = () => {
    choose('talk')
    // The panel is shown first: what is hidden takes no focus.
    requestAnimationFrame(() => typing.current?.focus())
  }
  return (
    <>
      <header className="header">
        <h1>Sidetone</h1>
        <nav aria-label="Views">
          <TabList tabs={tabs} current={current} onChoose={choose} />
        </nav>
        <LineBadge />
        <ThemeSwitch />
      </header>
      <main>
        <ErrorBanner onType={type} />
        <TabPanels tabs={tabs} current={current} />
      </main>
      <More />
    </>
  )
}
