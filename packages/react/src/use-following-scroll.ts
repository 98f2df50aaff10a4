import { type RefObject, useLayoutEffect, useRef } from 'react'

/** As near to the end as this, a reader is at the end. */
const slackPixels = 48

export interface FollowingScroll<Element extends HTMLElement> {
  readonly box: RefObject<Element | null>
  onScroll(): void
}

/** Keeps the end of a box in sight as it grows, unless its reader has scrolled away from the end; back at the end it follows again. */
export function useFollowingScroll<Element extends HTMLElement>(content: unknown): FollowingScroll<Element> {
  const box = useRef<Element>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what it scrolls for.
  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight
  }, [content])
  return {
    box,
    onScroll() {
      const { scrollTop, scrollHeight, clientHeight } = box.current as Element
      follows.current = scrollHeight - clientHeight - scrollTop < slackPixels
    },
  }
}
