const answers = [
  'I did not catch that. Could you say it again?',
  'Sorry, I could not understand that. Please try once more.',
  'I heard you, but no words. Perhaps a little louder?',
]

/** Says that nothing was understood: in other words than the last time, and the same in the same conversation. */
export function notHeard(weSaid: readonly string[]): string {
  const before = weSaid.filter((said) => answers.includes(said)).length
  return answers[before % answers.length] as string
}
