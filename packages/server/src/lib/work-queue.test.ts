import { expect, test } from 'vitest'
import { settle } from './clock.js'
import { WorkQueue } from './work-queue.js'

const never = new AbortController().signal

function recordedWork() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name)
      ends.set(name, () => resolve(name))
    })
  return { begun, end: (name: string) => ends.get(name)?.(), work }
}

test('no more than the allowed number of works run, in the order they came', async () => {
  const { begun, end, work } = recordedWork()
  const queue = new WorkQueue(2)
  const results = ['a', 'b', 'c', 'd'].map((name) => queue.run(work(name), never))
  await settle()
  expect(begun).toEqual(['a', 'b'])
  end('b')
  await settle()
  expect(begun).toEqual(['a', 'b', 'c'])
  end('a')
  await settle()
  end('c')
  end('d')
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
})

test('work that waits is never begun after an abort, and rejects at once with the reason', async () => {
  const { begun, end, work } = recordedWork()
  const queue = new WorkQueue(1)
  const first = queue.run(work('first'), never)
  const abort = new AbortController()
  const second = queue.run(work('second'), abort.signal)
  const third = queue.run(work('third'), never)
  const reason = new Error('gone')
  abort.abort(reason)
  await expect(second).rejects.toBe(reason)
  end('first')
  await first
  await settle()
  expect(begun).toEqual(['first', 'third'])
  end('third')
  await third
})

test('work that runs keeps its place after an abort until it settles', async () => {
  const { begun, end, work } = recordedWork()
  const queue = new WorkQueue(1)
  const abort = new AbortController()
  const first = queue.run(work('first'), abort.signal)
  const second = queue.run(work('second'), never)
  abort.abort(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  await settle()
  expect(begun).toEqual(['first'])
  end('first')
  await settle()
  expect(begun).toEqual(['first', 'second'])
  end('second')
  expect(await second).toBe('second')
})

test('work that fails gives its place to the next', async () => {
  const queue = new WorkQueue(1)
  const failed = queue.run(() => Promise.reject(new Error('broken')), never)
  const next = queue.run(() => Promise.resolve('next'), never)
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('next')
})

test('an abort in the moment of its turn does not begin the work, and the place goes on', async () => {
  const { begun, end, work } = recordedWork()
  const queue = new WorkQueue(1)
  const abort = new AbortController()
  let endFirst = () => {}
  const first = new Promise<void>((resolve) => {
    endFirst = resolve
  })
  queue.run(() => first, never)
  const second = queue.run(work('second'), abort.signal)
  const third = queue.run(work('third'), never)
  // Runs after the queue has learnt that the first has ended, before the second goes on.
  first.then(() => abort.abort(new Error('gone')))
  endFirst()
  await expect(second).rejects.toThrow('gone')
  await settle()
  expect(begun).toEqual(['third'])
  end('third')
  await third
})
