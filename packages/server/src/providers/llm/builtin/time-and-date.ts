import type { Skill } from './skill.js'

const timeAsked = [
  /\bwhat (?:the )?time (?:is it|it is|do you have|do we have|have you got)\b/,
  /\b(?:what is|tell me|give me|know|have) the (?:current |exact |local )?time\b/,
  /^(?:the )?(?:current |exact |local )?time$/,
  /\bhow late is it\b/,
  /\btime is it\b/,
]
const dayAsked = [
  /\b(?:what|which) (?:day|weekday)(?: of the week)?(?: is it| it is| is today| today| is this| do we have|$)/,
  /\b(?:what is|tell me|give me) the (?:day|weekday)\b/,
  /^(?:the )?(?:day|weekday)$/,
]
const dateAsked = [
  /\b(?:what is|tell me|give me) (?:the )?(?:todays |current |exact )?(?:date|day of the month)\b(?! of)/,
  /\b(?:what|which) (?:date|day of the month) (?:is|it is|do we have)\b/,
  /^(?:the )?(?:todays |current )?date(?: today)?$/,
  /^what is today$/,
]
const yearAsked = [/\b(?:what|which) (?:year|month) (?:is it|it is|is this|are we in|do we have)\b/, /\bwhat is the (?:current )?(?:year|month)$/]
const elsewhere = /\b(?:in|at) (?!the (?:morning|moment|afternoon|evening)|this moment|all|my)\p{L}+/u

/** Made once: making one takes milliseconds. */
const formatter = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-US', options)
const timeFormat = formatter({ hour: 'numeric', minute: '2-digit' })
const dateFormat = formatter({ month: 'long', day: 'numeric', year: 'numeric' })
const dayFormat = formatter({ weekday: 'long' })
const monthFormat = formatter({ month: 'long', year: 'numeric' })

/** The clock and the calendar, in the time zone of this machine. */
export const timeAndDate: Skill = {
  offer: 'to hear the time',
  phrases: [
    'what time is it',
    'what is the time',
    'what day is it',
    'what is the date',
    'what is the date today',
    'what day is it today',
    'tell me the time',
    'what year is it',
  ],
  forgives: true,
  answer({ words, now }) {
    const asks = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(words))
    // Words about another day ask for something that the clock does not know.
    if (/\b(?:tomorrow|yesterday|birthday|christmas|easter|founded|released|born)\b/.test(words)) return null
    // The format puts a narrow space before AM and PM.
    const time = () => timeFormat.format(now).replace(/\s/g, ' ')
    const date = () => `${dayFormat.format(now)}, ${dateFormat.format(now)}`
    if (asks(timeAsked) && elsewhere.test(words)) return `Here it is ${time()}. I know only the local time.`
    if (asks(timeAsked)) return asks(dateAsked) ? `It is ${time()}, on ${date()}.` : `It is ${time()}.`
    if (asks(dateAsked)) return `Today is ${date()}.`
    if (asks(dayAsked)) return `Today is ${dayFormat.format(now)}.`
    return asks(yearAsked) ? `It is ${monthFormat.format(now)}.` : null
  },
}
