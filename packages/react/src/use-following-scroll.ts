import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

/** As near to the end as this, a reader is at the end. */
const slackPixels = 48

export interface FollowingScroll<Element extends HTMLElement> {
  readonly box: RefObject<Element | null>
  onScroll(): void
}

/** Keeps the end of a box in sight as its content grows and its size changes, unless its reader has scrolled away from the end; back at the end it follows again. */
export function useFollowingScroll<Element extends HTMLElement>(content: unknown): FollowingScroll<Element> {
  const box = useRef<Element>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what it scrolls for.
  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight
  }, [content])
  useEffect(() => {
    const element = box.current
    if (!element) return
    const sizes = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
    })
    for (const each of [element, ...element.children]) sizes.observe(each)
    return () => sizes.disconnect()
  }, [])
  return {
    box,
    onScroll() {
      const { scrollTop, scrollHeight, clientHeight } = box.current as Element
      follows.current = scrollHeight - clientHeight - scrollTop < slackPixels
    },
  }
}
