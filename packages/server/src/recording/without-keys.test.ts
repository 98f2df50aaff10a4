import { expect, it } from 'vitest'
import { withoutKeys } from './without-keys.js'

it('what a client shows its tool servers is not written down', () => {
  const tool = { type: 'mcp', server_label: 'docs', authorization: 's3cret', headers: { 'X-Any': 'h1dden', Accept: 'text' } }
  expect(JSON.parse(JSON.stringify({ tools: [tool] }, withoutKeys))).toEqual({
    tools: [{ type: 'mcp', server_label: 'docs', authorization: '[removed]', headers: { 'X-Any': '[removed]', Accept: '[removed]' } }],
  })
})
