/** Letters of scripts that tokenizers cut finely, about one token each: Chinese, Japanese, Korean and their like. */
const denseLetters = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/** An estimate for any model: four characters a token (OpenAI's rule of thumb for English), one for each letter of a dense script. */
export function estimateTokens(text: string): number {
  const dense = text.match(denseLetters)?.length ?? 0
  return dense + Math.ceil((text.length - dense) / 4)
}

/** What a picture counts: OpenAI's figure for low detail. */
export const imageTokens = 85
