import { expect, test } from 'vitest'
import { settle } from '../lib/clock.js'
import { createInOrder } from './in-order.js'

function taking(slow: readonly string[]) {
  const told: string[] = []
  const done: (() => void)[] = []
  const link = { pauseReading: () => void told.push('pause'), resumeReading: () => void told.push('resume') }
  const onMessage = createInOrder(link, (message) => {
    told.push(message)
    return slow.includes(message) ? new Promise<void>((resolve) => done.push(resolve)) : null
  })
  const end = () => {
    done.shift()?.()
    return settle()
  }
  return { told, onMessage, end }
}

test('messages that are done at once are taken as they come, and the link is never paused', () => {
  const { told, onMessage } = taking([])
  for (const message of ['a', 'b', 'c']) onMessage(message)
  expect(told).toEqual(['a', 'b', 'c'])
})

test('what comes while a message is worked on waits for it, in order, and the link is read again behind the last', async () => {
  const { told, onMessage, end } = taking(['slow', 'slower'])
  for (const message of ['slow', 'b', 'slower', 'c']) onMessage(message)
  expect(told).toEqual(['slow', 'pause'])
  await end()
  expect(told.splice(0)).toEqual(['slow', 'pause', 'b', 'slower'])
  onMessage('d')
  await end()
  expect(told).toEqual(['c', 'd', 'resume'])
})
