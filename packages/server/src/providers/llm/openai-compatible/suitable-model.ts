/** Model families that do not chat: embeddings, rerankers, speech recognition and synthesis, pictures, our own door. */
const notForChat =
  /embed|rerank|\b(bge|gte|e5|minilm|clip|whisper|moonshine|parakeet|kokoro|piper|flite|tts|stt|asr|transcribe|dall-e|flux|diffusion|moderation|realtime|sidetone)\b/i

/** Families that take images, by the names that their makers gave them. */
const sees = /vision|llava|pixtral|moondream|minicpm-v|gemma-?3|gpt-4o|gpt-4\.1|gpt-5|\bo[34]\b|llama-?4|(^|[-_./:\d])vl([-_./:\d]|$)/i

/** The first model of a list that chats, or null. */
export function suitableModel(names: readonly string[]): string | null {
  return names.find((name) => !notForChat.test(name.replaceAll('_', '-'))) ?? null
}

/** A guess from the name: the API does not tell. */
export function seesImages(name: string): boolean {
  return sees.test(name)
}
