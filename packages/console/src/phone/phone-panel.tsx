import type { AudioFormat } from '@sidetone/client'
import { Captions, useConnected, useObservable, useVoice } from '@sidetone/react'
import { useEffect, useRef, useState } from 'react'
import type { ConsoleVoice } from '../voice/console-voice.js'
import { useConsoleVoice } from '../voice/use-console-voice.js'
import { useStateWords } from '../voice/use-state-words.js'
import { type Key, keypad, soundKey } from './dtmf.js'
import { useCall } from './use-call.js'

const telephone: AudioFormat = { type: 'audio/pcmu' }
const wideband: AudioFormat = { type: 'audio/pcm', rate: 24_000 }
/** Keys that are pressed within this time belong together. */
const pauseMs = 1_500
const letters: Partial<Record<Key, string>> = { '2': 'abc', '3': 'def', '4': 'ghi', '5': 'jkl', '6': 'mno', '7': 'pqrs', '8': 'tuv', '9': 'wxyz' }

/** The conversation as a caller has it: 8 kHz in G.711 both ways, and keys to press. */
export function PhonePanel() {
  const voice = useConsoleVoice()
  const client = useVoice()
  const state = useObservable(client.state)
  const connected = useConnected()
  const { word } = useStateWords()
  const [calledAtMs, setCalledAtMs] = useCall()
  const onCall = connected && calledAtMs !== null
  const { digits, press } = useDigits(onCall)

  const call = () => {
    setCalledAtMs(nowSince1970Ms())
    speakIn(voice, telephone)
    void voice.talk()
  }
  // However a call ends, it leaves no telephone behind.
  useEffect(
    () =>
      client.state.subscribe((next) => {
        if (next !== 'idle' && next !== 'failed') return
        setCalledAtMs(null)
        speakIn(voice, wideband)
      }),
    [client, voice, setCalledAtMs],
  )
  return (
    <div className="phone">
      <section className="handset" aria-label="Telephone" data-state={onCall ? state : 'idle'}>
        <p className="phone-state" role="status">
          {onCall ? word : 'On the hook'}
        </p>
        <p className="phone-display">{digits === '' ? <CallTimer sinceMs={onCall ? calledAtMs : null} /> : digits}</p>
        <fieldset className="keypad" aria-label="Keypad">
          {keypad.map((key) => (
            <button key={key} type="button" onClick={() => press(key)} aria-label={keyName[key]}>
              <span>{key}</span>
              <small aria-hidden="true">{letters[key] ?? ' '}</small>
            </button>
          ))}
        </fieldset>
        <button type="button" className="primary big" onClick={onCall ? () => client.disconnect() : call}>
          {onCall ? 'Hang up' : 'Call'}
        </button>
      </section>
      <section className="conversation phone-words" aria-label="On this line">
        <h2>On this line</h2>
        <Captions className="captions" label="Captions of the call" names={{ user: 'Caller', assistant: 'Sidetone' }}>
          <div className="empty">
            <p>Hear it as a caller would.</p>
            <p className="quiet">
              A call carries 8 kHz in G.711 (µ-law) both ways, as the telephone network does. Keys sound here only; what you press is told to the model as text,
              such as [keypad: 5], after a pause of a second and a half, or at once with #.
            </p>
          </div>
        </Captions>
      </section>
    </div>
  )
}

function speakIn({ client, problem }: ConsoleVoice, format: AudioFormat): void {
  client.update({ audio: { input: { format }, output: { format } } }).catch((error) => problem.set(error))
}

/** A page that is loaded again counts on. */
function nowSince1970Ms(): number {
  return performance.timeOrigin + performance.now()
}

const keyName: Partial<Record<Key, string>> = { '*': 'star', '#': 'hash' }

/** Keys as they are pressed; together they are told when a pause or # ends them. */
function useDigits(onCall: boolean): { readonly digits: string; press(key: Key): void } {
  const client = useVoice()
  const [digits, setDigits] = useState('')
  const context = useRef<AudioContext | null>(null)

  useEffect(() => {
    if (digits === '') return
    const timer = setTimeout(
      () => {
        if (onCall) client.say(`[keypad: ${digits}]`)
        setDigits('')
      },
      digits.endsWith('#') ? 0 : pauseMs,
    )
    return () => clearTimeout(timer)
  }, [digits, onCall, client])

  return {
    digits,
    press(key) {
      context.current ??= new AudioContext()
      soundKey(context.current, key)
      setDigits((before) => `${before}${key}`.slice(-20))
    },
  }
}

function CallTimer({ sinceMs }: { readonly sinceMs: number | null }) {
  const [nowMs, setNowMs] = useState(nowSince1970Ms)
  useEffect(() => {
    if (sinceMs === null) return
    const timer = setInterval(() => setNowMs(nowSince1970Ms()), 500)
    return () => clearInterval(timer)
  }, [sinceMs])
  const seconds = sinceMs === null ? 0 : Math.max(0, Math.floor((nowMs - sinceMs) / 1_000))
  return <>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}</>
}
