import {
  type ConversationStore,
  createVoiceClient,
  type OpenSocket,
  type Socket,
  type VoiceClient,
  type VoiceClientOptions,
  VoiceFailure,
  type VoiceState,
} from '@sidetone/client'
import { WebSocket } from 'ws'
import { ScriptedMicrophone, ScriptedSpeaker } from './scripted-ears.js'

export interface LoadedPage {
  readonly client: VoiceClient
  readonly microphone: ScriptedMicrophone
  readonly speaker: ScriptedSpeaker
  readonly states: readonly VoiceState[]
  /** Types of the events that the page sent. */
  readonly sent: readonly string[]
  /** Cuts the line without a farewell. */
  cut(): void
  /** From now on no line can be had, or it can again. */
  online(on: boolean): void
  /** The page goes: its line ends as the line of a page does, and nothing of it runs on. Resolves when the line is closed. */
  leave(): Promise<void>
}

const nowhere = 'ws://127.0.0.1:1'

/** A tab of a browser without the browser: pages one after the other, and what they keep from one to the next. */
export class Tab {
  /** What is kept; null: nothing. */
  kept: string | null
  readonly #pages: LoadedPage[] = []

  constructor(kept: string | null = null) {
    this.kept = kept
  }

  /** Another tab with what this one keeps now. */
  duplicate(): Tab {
    return new Tab(this.kept)
  }

  load(url: string, more: Partial<VoiceClientOptions> = {}): LoadedPage {
    const tab = this
    let here = true
    let isOnline = true
    const store: ConversationStore = {
      onLeave: null,
      read: () => tab.kept,
      write(text) {
        tab.kept = text
      },
      clear() {
        if (here) tab.kept = null
      },
    }
    const sockets: WebSocket[] = []
    const openSocket: OpenSocket = (address, protocols) => {
      if (!here) throw new VoiceFailure('link-refused', 'This page is gone.')
      const socket = new WebSocket(isOnline ? address : nowhere, ['realtime', ...protocols])
      sockets.push(socket)
      return socket as unknown as Socket
    }
    const microphone = new ScriptedMicrophone()
    const speaker = new ScriptedSpeaker()
    const client = createVoiceClient({ url, openSocket, microphone, speaker, store, ...more })
    const states: VoiceState[] = []
    client.state.subscribe((state) => states.push(state))
    const sent: string[] = []
    client.onWire(({ direction, event }) => direction === 'sent' && sent.push(event.type))
    const page: LoadedPage = {
      client,
      microphone,
      speaker,
      states,
      sent,
      cut: () => sockets.at(-1)?.terminate(),
      online(on) {
        isOnline = on
      },
      async leave() {
        store.onLeave?.()
        here = false
        const socket = sockets.at(-1)
        if (!socket || socket.readyState === WebSocket.CLOSED) return
        const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
        // Nothing that comes now reaches the page any more.
        Object.assign(socket, { onmessage: null, onclose: null })
        socket.close(1001)
        await closed
      },
    }
    this.#pages.push(page)
    return page
  }

  close(): void {
    for (const { client } of this.#pages) client.disconnect()
  }
}
