/** A speech sound or a pause, in seconds of the audio. */
export interface Phone {
  readonly name: string
  readonly start: number
  readonly end: number
}

export const pause = 'pau'

/** Reads what `flite -psdur` prints: `pau:0.164 hh:0.255 ...`, each with its end. */
export function readPhones(printed: string): Phone[] {
  let start = 0
  return Array.from(printed.matchAll(/(\S+):(\d+\.\d+)/g), ([, name, end]) => {
    const phone = { name: name!, start, end: Number(end) }
    start = phone.end
    return phone
  })
}

/** The sounds between the pauses. */
export function soundGroups(phones: readonly Phone[]): string[][] {
  const groups: string[][] = [[]]
  for (const phone of phones) {
    if (phone.name === pause) groups.push([])
    else groups.at(-1)!.push(phone.name)
  }
  return groups.filter((group) => group.length > 0)
}
