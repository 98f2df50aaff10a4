import type { PlayedPosition } from '../contract.js'

interface Bookmark<Moment> {
  readonly itemId: string
  readonly contentIndex: number
  /** The audio of this part that had arrived before. */
  readonly fromMs: number
  readonly moment: Moment
}

/** No nearer than this: between two of them a few messages come again. */
const everyMs = 250
/** Two and a half minutes of unheard audio. */
const mostKept = 600

/** Where to go on from: moments in the stream of a session behind which there is audio that has not been heard. */
export class Bookmarks<Moment> {
  #kept: Bookmark<Moment>[] = []

  /** Before audio of a part arrives. */
  arrives(itemId: string, contentIndex: number, fromMs: number, moment: () => Moment): void {
    const last = this.#kept.findLast((each) => isOf(each, { itemId, contentIndex }))
    if (last && fromMs - last.fromMs < everyMs) return
    this.#kept.push({ itemId, contentIndex, fromMs, moment: moment() })
    if (this.#kept.length > mostKept) this.#kept.shift()
  }

  /** A part was heard to its end. */
  drained(part: Part): void {
    this.#kept = this.#kept.filter((each) => !isOf(each, part))
  }

  clear(): void {
    this.#kept = []
  }

  /** The newest moment behind which everything is that was not heard; null: all was heard. */
  oldest(position: PlayedPosition | null): Moment | null {
    if (position) {
      const begun = this.#kept.findLast((each) => isOf(each, position) && each.fromMs <= position.playedMs)
      if (begun) this.#kept = this.#kept.filter((each) => !isOf(each, position) || each.fromMs >= begun.fromMs)
    }
    return this.#kept[0]?.moment ?? null
  }
}

type Part = Pick<PlayedPosition, 'itemId' | 'contentIndex'>

function isOf(each: Part, part: Part): boolean {
  return each.itemId === part.itemId && each.contentIndex === part.contentIndex
}
