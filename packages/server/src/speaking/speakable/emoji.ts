import { type Rule, rule } from './rule.js'

const names: { readonly [emoji: string]: string } = {
  '👍': 'thumbs up',
  '👎': 'thumbs down',
  '👏': 'applause',
  '🙏': 'thank you',
  '👋': 'hello',
  '👌': 'okay',
  '💪': 'strong',
  '🤝': 'handshake',
  '🤷': 'shrug',
  '😀': 'smile',
  '😃': 'smile',
  '😄': 'smile',
  '😊': 'smile',
  '🙂': 'smile',
  '😉': 'wink',
  '😂': 'laughing',
  '🤣': 'laughing',
  '😅': 'phew',
  '😢': 'sad',
  '😭': 'crying',
  '😡': 'angry',
  '😮': 'wow',
  '🤔': 'hmm',
  '😍': 'love',
  '😘': 'kiss',
  '😎': 'cool',
  '❤': 'heart',
  '🎉': 'hooray',
  '🎂': 'birthday cake',
  '🔥': 'fire',
  '🚀': 'rocket',
  '⭐': 'star',
  '✨': 'sparkles',
  '💡': 'idea',
  '✅': 'done',
  '❌': 'no',
  '⚠': 'warning',
  '❓': 'question',
  '❗': 'attention',
  '☀': 'sun',
  '🌧': 'rain',
  '⏰': 'alarm clock',
  '📅': 'calendar',
}

/** One emoji with what is joined to it: skin tone, presentation, further parts, or a flag, or a keycap. */
const one =
  '(?:[\\u{1F1E6}-\\u{1F1FF}]{1,2}|[\\d#*]\\ufe0f?\\u20e3|(?![\\d#*])\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier}|\\u200d\\p{Extended_Pictographic}){0,12})'
const face = "(?<![\\p{L}\\p{N}])[:;=][-'^]?[)(DPp|/\\\\](?![\\p{L}\\p{N}])"

/** Emoji among words are not said. */
export const silentEmoji: readonly Rule[] = [rule('1.', one, ''), rule('.', face, ''), rule('.', '\\p{Emoji_Modifier}', '')]

/** An answer of nothing but emoji is said by their names, as far as they have one here. */
export const namedEmoji: readonly Rule[] = [rule('1.', one, ([written]) => sentence(names[String.fromCodePoint(written?.codePointAt(0) ?? 0)]))]

function sentence(name: string | undefined): string {
  return name ? `${name}, ` : ''
}
