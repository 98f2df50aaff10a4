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
  /** Recordings in which a knock comes before the speech: seconds from there to the first word. */
  knockedSeconds: { 'cv_20439296.wav': 0.58 } as Partial<Record<string, number>>,
  /** In seconds of the recording. */
  human: [
    { clip: 'ami_EN2004a_FEE078_0790.wav', kind: 'backchannel', fromSeconds: 0.1, toSeconds: 0.5 },
    { clip: 'ami_EN2009b_FEE083_1510.wav', kind: 'backchannel', fromSeconds: 0.22, toSeconds: 0.5 },
    { clip: 'ami_EN2009b_FEE083_1510.wav', kind: 'backchannel', fromSeconds: 0.22, toSeconds: 0.96 },
    { clip: 'gcp_phone_280.wav', kind: 'backchannel', fromSeconds: 0.85, toSeconds: 1.15 },
    { clip: 'gcp_phone_280.wav', kind: 'backchannel', fromSeconds: 0.85, toSeconds: 1.45 },
    { clip: 'globe_canada_3.wav', kind: 'backchannel', fromSeconds: 0, toSeconds: 0.42 },
    { clip: 'ami_ES2003b_MEE009_0690.wav', kind: 'command', fromSeconds: 0.16, toSeconds: 0.37 },
    { clip: 'gcp_phone_038.wav', kind: 'command', fromSeconds: 0.8, toSeconds: 1.3 },
  ] as { clip: string; kind: 'backchannel' | 'command'; fromSeconds: number; toSeconds: number }[],
} as const
