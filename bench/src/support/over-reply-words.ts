/** What is said over a reply. Synthesised in each voice; of human ones there are few, cut from the recordings. */
export const overReplyWords = {
  interruption: [
    'Can you say that again please?',
    'I wanted to ask about something else.',
    'Sorry, that is not what I meant.',
    'What time does it open on Sunday?',
    'Yes but how much would that cost me?',
    'Okay, now tell me about the other one.',
    'Tell me the price first.',
    'Hold on a second, I have a question.',
    'Is there anything closer to the station?',
    'The second one sounds better to me.',
  ],
  command: ['stop', 'wait', 'no', 'what?', 'hold on', 'never mind', 'cancel', 'no thanks', 'why?', 'louder', 'next', 'help', 'stop it', 'not that one'],
  backchannel: [
    ...['uh huh', 'um hum', 'yeah', 'yes', 'yep', 'okay', 'right', 'I see', 'sure', 'really', 'wow', 'oh', 'got it', 'of course', 'alright', 'good', 'great'],
    ...['oh okay', 'yeah yeah', "that's right", 'makes sense', 'exactly', 'true'],
  ],
  /** In seconds of the recording. */
  human: [] as { clip: string; kind: 'backchannel' | 'command'; fromSeconds: number; toSeconds: number }[],
} as const
