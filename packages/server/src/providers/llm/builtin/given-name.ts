/** The name in "Your name is Max", "You are called Max" or "You are Max, a ...". null: the instructions give none. */
export function givenName(instructions: string): string | null {
  const named = instructions.match(/\b(?:[Yy]our name is|[Yy]ou(?: are|'re) (?:called|named))\s+(\p{Lu}[\p{L}\p{N}-]*)/u)
  const introduced = instructions.match(/^You are (\p{Lu}[\p{L}\p{N}-]*)(?=[,.]|$)/mu)
  return named?.[1] ?? introduced?.[1] ?? null
}
