import { type FormEvent, type RefObject, useState } from 'react'
import { useConsoleVoice } from '../voice/use-console-voice.js'

export function Composer({ typing }: { readonly typing: RefObject<HTMLInputElement | null> }) {
  const voice = useConsoleVoice()
  const [text, setText] = useState('')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    setText('')
    const sent = await voice.type(text)
    if (!sent) setText((since) => since || text)
  }
  return (
    <form className="composer" onSubmit={(event) => void send(event)}>
      <input
        ref={typing}
        aria-label="Type a line"
        placeholder="Or type…"
        value={text}
        onChange={({ target }) => setText(target.value)}
        maxLength={4_000}
        autoComplete="off"
      />
      <button type="submit">Send</button>
    </form>
  )
}
