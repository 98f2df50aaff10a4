import type { RefObject } from 'react'
import { Conversation } from './conversation.js'
import { DeviceSettings } from './device-settings.js'
import { Instructions } from './instructions.js'
import { KeySetting } from './key-setting.js'
import { PriceSetting } from './price-setting.js'
import { Stage } from './stage.js'
import { ToolsPanel } from './tools-panel.js'
import { VoiceSettings } from './voice-settings.js'

export function TalkPanel({ typing }: { readonly typing: RefObject<HTMLInputElement | null> }) {
  return (
    <div className="talk">
      <Stage />
      <Conversation typing={typing} />
      <section className="settings" aria-label="Settings">
        <DeviceSettings />
        <VoiceSettings />
        <Instructions />
        <ToolsPanel />
        <KeySetting />
        <PriceSetting />
      </section>
    </div>
  )
}
