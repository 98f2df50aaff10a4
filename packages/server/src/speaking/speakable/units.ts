import { decimal } from './number-words.js'
import { number, numberEnd, sign, space } from './patterns.js'
import { type Rule, rule } from './rule.js'

/** One and many; the plural is the singular with an s where it is not given. */
const units: { readonly [written: string]: readonly [one: string, many?: string] } = {
  km: ['kilometer'],
  m: ['meter'],
  cm: ['centimeter'],
  mm: ['millimeter'],
  mi: ['mile'],
  ft: ['foot', 'feet'],
  yd: ['yard'],
  'km²': ['square kilometer'],
  'm²': ['square meter'],
  'm³': ['cubic meter'],
  'sq ft': ['square foot', 'square feet'],
  kg: ['kilogram'],
  g: ['gram'],
  mg: ['milligram'],
  lb: ['pound'],
  lbs: ['pound'],
  oz: ['ounce'],
  l: ['liter'],
  L: ['liter'],
  ml: ['milliliter'],
  mL: ['milliliter'],
  mph: ['mile per hour', 'miles per hour'],
  kmh: ['kilometer per hour', 'kilometers per hour'],
  kph: ['kilometer per hour', 'kilometers per hour'],
  kB: ['kilobyte'],
  KB: ['kilobyte'],
  MB: ['megabyte'],
  GB: ['gigabyte'],
  TB: ['terabyte'],
  KiB: ['kibibyte'],
  MiB: ['mebibyte'],
  GiB: ['gibibyte'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Kbps: ['kilobit per second', 'kilobits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  µs: ['microsecond'],
  ms: ['millisecond'],
  s: ['second'],
  sec: ['second'],
  secs: ['second'],
  min: ['minute'],
  mins: ['minute'],
  h: ['hour'],
  hr: ['hour'],
  hrs: ['hour'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '℃': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '℉': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree'],
  W: ['watt'],
  kW: ['kilowatt'],
  MW: ['megawatt'],
  kWh: ['kilowatt hour'],
  V: ['volt'],
  mAh: ['milliampere hour'],
  dB: ['decibel'],
  px: ['pixel'],
  fps: ['frame per second', 'frames per second'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  '%': ['percent', 'percent'],
  '‰': ['per mille', 'per mille'],
}

/** What a quantity may be counted by, behind a slash. */
const dividers: { readonly [written: string]: string } = {
  s: 'second',
  sec: 'second',
  min: 'minute',
  h: 'hour',
  hr: 'hour',
  hour: 'hour',
  day: 'day',
  week: 'week',
  wk: 'week',
  mo: 'month',
  month: 'month',
  yr: 'year',
  year: 'year',
  user: 'user',
  person: 'person',
  kg: 'kilogram',
  l: 'liter',
  L: 'liter',
}

const alternatives = (table: object) =>
  Object.keys(table)
    .sort((one, other) => other.length - one.length)
    .join('|')
const divider = `/(${alternatives(dividers)})(?![\\p{L}\\p{N}])`

/** Quantities: "5 km", "-3.5°C", "5-10%", "80 km/h". The range sign becomes "to". */
export const unitsOfMeasure: readonly Rule[] = [
  rule('1', `(?<![\\p{L}\\p{N}])(\\d)'(\\d{1,2})"`, ([, feet, inches]) => `${decimal(feet as string)} foot ${decimal(inches as string)}`),
  rule(
    '1.',
    `((?:${sign})?${number})(?:${space}?[-–]${space}?(${number}))?${numberEnd}${space}?(${alternatives(units)})(?![\\p{L}\\p{N}])(?:${divider})?`,
    ([, from, to, unit, per]) => {
      const [one, many = `${one}s`] = units[unit as string] as readonly [string, string?]
      const count = to === undefined ? decimal(from as string) : `${decimal(from as string)} to ${decimal(to)}`
      return `${count} ${from === '1' && to === undefined ? one : many}${per ? ` per ${dividers[per]}` : ''}`
    },
  ),
  rule('.', `(?<=[\\p{L}\\p{N}])${divider}`, ([, per]) => ` per ${dividers[per as string]}`),
]
