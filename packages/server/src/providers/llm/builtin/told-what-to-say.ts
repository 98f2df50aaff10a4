/**
 * The words of instructions that are nothing but an order to say something: `Say "Welcome to Acme".` Other instructions need a language model.
 * null: no such order.
 */
export function toldWhatToSay(instructions: string): string | null {
  const order = instructions
    .trim()
    .match(
      /^(?:please )?(?:just |only )?(?:say|respond with|reply with|answer with|greet (?:the user|them) with|repeat)(?: exactly| only| just)*(?: the (?:words?|sentence|phrase|following))?\s*[:,]?\s*(?:"([^"]+)"|“([^”]+)”|'([^']+)')(?: to the user)?[.!]?$/i,
    )
  return order?.slice(1).find((each) => each !== undefined) ?? null
}
