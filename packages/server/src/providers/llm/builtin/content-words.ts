/** Words that say how something is asked, not what about. */
const stopWords = new Set(
  (
    'a an and any are as at be been being but by can could did do does doing for from get give go got had has have he help her here him his how i if in into is it its just know let like ' +
    'look make many may me mean might more most much must my need no not of off on one or our out over please say says set she should show so some such take tell than that the their them ' +
    'then there these they thing things this those to too up us use used using very want was way we well were what when where which who whom whose why will with work works would you your yours about question explain find read happen happens think ever never always'
  ).split(' '),
)

/** The beginning that a word shares with its other forms: `voices` and `voice`, `interrupted` and `interruption`. Plain and for English; both sides of a comparison go through it. */
export function stem(word: string): string {
  const bare = word
    .replace(/(?:ing|ed|ions?|ies|es|s)$/, '')
    .replace(/(.)\1$/, '$1')
    .replace(/(?:e|y)$/, '')
  return bare.length >= 3 ? bare : word
}

/** The stems that a text is about, each once. */
export function contentWords(plain: string): string[] {
  const words = plain.split(' ').filter((word) => word.length > 1 && !stopWords.has(word))
  return [...new Set(words.map(stem))]
}
