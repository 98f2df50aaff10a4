import { VoiceFailure } from '../voice-failure.js'

/** What keeps a microphone from opening, in words for the person before it. By the names that getUserMedia has for it (W3C Media Capture and Streams, section 10.2). */
export function microphoneFailure(cause: unknown): VoiceFailure {
  switch ((cause as { readonly name?: unknown } | null)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new VoiceFailure('microphone-denied', 'The microphone may not be used on this page.', {
        repair: "Allow the microphone in the browser's site settings (the icon beside the address), then try again. You can type meanwhile.",
        cause,
      })
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new VoiceFailure('microphone-missing', 'There is no microphone.', {
        repair: 'Plug one in, or switch it on in the settings of this machine, then try again. You can type meanwhile.',
        cause,
      })
    default:
      return new VoiceFailure('microphone-busy', 'The microphone cannot be opened.', {
        repair: 'Close other programs that use it, then try again. You can type meanwhile.',
        cause,
      })
  }
}

/** The device is open, and the page cannot read from it. */
export function unreadableMicrophone(cause: unknown): VoiceFailure {
  return new VoiceFailure('microphone-busy', 'The page cannot read from the microphone.', {
    repair: 'Reload the page. If it stays so, its microphone-worklet.js cannot be loaded: see the console of the browser.',
    cause,
  })
}

/** Browsers give a microphone to secure pages only. */
export function insecurePage(): VoiceFailure {
  return new VoiceFailure('microphone-insecure-page', 'This page came over an insecure connection, where browsers give no microphone.', {
    repair: 'Open it over https, or as http://localhost on the machine of the server.',
  })
}
