import { expect, test } from 'vitest'
import { createLinkPair } from './link-pair.js'

test('a message arrives before send returns, in both directions', () => {
  const { link, client } = createLinkPair()
  const heard: string[] = []
  link.onMessage = (message) => heard.push(message)
  client.send({ type: 'ask' })
  client.send('{broken')
  expect(heard).toEqual(['{"type":"ask"}', '{broken'])
  link.send('{"type":"answer"}')
  expect(client.received).toEqual([{ type: 'answer' }])
})

test('what is sent while a message is delivered arrives after it', () => {
  const { link, client } = createLinkPair()
  const order: string[] = []
  link.onMessage = (message) => {
    order.push(`begin ${message}`)
    if (message === '1') link.send('{"type":"reaction"}')
    order.push(`end ${message}`)
  }
  client.onMessage = () => client.send('2')
  client.send('1')
  expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2'])
})

test('the owner hears of the end once, whoever closed, and nothing passes afterwards', () => {
  const { link, client } = createLinkPair()
  const heard: string[] = []
  let ends = 0
  link.onMessage = (message) => heard.push(message)
  link.onClose = () => ends++
  link.send('{"type":"last"}')
  link.close(3000, 'no')
  client.close()
  client.send('{}')
  link.send('{"type":"late"}')
  expect(client.closed).toEqual({ by: 'server', code: 3000, reason: 'no' })
  expect(client.received).toEqual([{ type: 'last' }])
  expect(heard).toEqual([])
  expect(ends).toBe(1)
})

test('a client that leaves is an end, too', () => {
  const { link, client } = createLinkPair()
  let ends = 0
  link.onClose = () => ends++
  client.close()
  expect(ends).toBe(1)
  expect(client.closed).toEqual({ by: 'client', code: 1000, reason: '' })
})
