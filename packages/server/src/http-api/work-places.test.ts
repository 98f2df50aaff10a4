import { expect, it } from 'vitest'
import { settle } from '../lib/clock.js'
import { WorkPlaces } from './work-places.js'

const never = new AbortController().signal

it('some requests are worked on, some wait, and what is more is told to come again', async () => {
  const places = new WorkPlaces({ running: 1, waiting: 1 })
  const { promise: first, resolve: endFirst } = deferred()
  const begun: string[] = []
  const work = (name: string, until: Promise<void>) =>
    places.run(() => {
      begun.push(name)
      return until
    }, never)
  const running = work('first', first)
  const waiting = work('second', Promise.resolve())
  await expect(work('third', Promise.resolve())).rejects.toMatchObject({ refusal: { status: 429, code: 'rate_limit_exceeded', retryAfterSeconds: 2 } })
  await settle()
  expect(begun).toEqual(['first'])
  endFirst()
  await Promise.all([running, waiting])
  await work('fourth', Promise.resolve())
  expect(begun).toEqual(['first', 'second', 'fourth'])
})

it('a request that fails, or whose client leaves, gives its place back', async () => {
  const places = new WorkPlaces({ running: 1, waiting: 0 })
  await expect(places.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
  await expect(places.run(() => Promise.resolve(), AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
  await expect(places.run(() => Promise.resolve('yes'), never)).resolves.toBe('yes')
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
