import { abbreviationStop, apart, wordEnd } from './patterns.js'
import { respelled } from './respelled.js'
import { type Rule, rule } from './rule.js'

/** Words of capitals that are said as words: acronyms, and short English words that somebody stresses. */
const words = new Set(
  (
    'AIDS CAD COVID FIFA GIF JPEG LAN LASER NASA NATO OPEC PIN RAM ROM SCUBA SIM SMART SWAT UNESCO UNICEF WAN ZIP VAD NOR DAN BEN TOM ' +
    'A I ALL AM AN AND ANY ARE AS ASK AT BAD BE BIG BUT BY CAN DAY DID DO END FOR GET GO GOT HAD HAS HE HER HEY HIM HIS HOW IF IN IS ITS LET ME MY ' +
    'NEW NO NOT NOW OF OFF OH OK OLD ON ONE OR OUR OUT OWN PUT RED RUN SAY SEE SET SHE SO SUM TEN THE TO TOO TOP TRY TWO UP USE WAS WAY WE WHO WHY WIN YES YET YOU'
  ).split(' '),
)

/** Longer ones that are spelled although they hold a vowel. */
const spelledLong = new Set('AARP AJAX ASCII HTTPS IEEE IIRC IMHO ISBN NAACP NCAA NYSE OAUTH RADIUS UCLA USAF USB-C WASI'.split(' '))

/** Words that are spelled, and names that need help. */
export const acronyms: readonly Rule[] = [
  rule('a', `${apart}(${Object.keys(respelled).join('|')})${wordEnd}`, ([, written]) => respelled[written as string] as string),
  rule('a', `${apart}Ph\\.D${wordEnd}${abbreviationStop}`, 'P H D'),
  // "U.S.", "U.K.": the last full stop stays where it ends the sentence
  rule('a.', `${apart}((?:\\p{Lu}\\.){1,5}\\p{Lu})${wordEnd}${abbreviationStop}(?:\\.(?=\\s\\p{Lu}))?`, ([, written]) =>
    letters((written as string).replaceAll('.', '')),
  ),
  rule('a', `${apart}([A-Z]{2,6})(s|'s|’s)?${wordEnd}`, ([, written, ending]) => {
    const word = written as string
    const spelled = !words.has(word) && (word.length <= 3 || !/[AEIOUY]/.test(word) || spelledLong.has(word))
    return spelled ? `${letters(word)}${ending ? "'s" : ''}` : null
  }),
]

function letters(word: string): string {
  return [...word].join(' ')
}
