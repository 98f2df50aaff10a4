import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { checkedLookup, type FindAddresses } from './checked-lookup.js'

/** A name that leads elsewhere each time it is asked for. */
function namesInTurn(...answers: string[][]): { find: FindAddresses; asked: () => number } {
  let asked = 0
  const find: FindAddresses = (_, done) => {
    const addresses = (answers[asked++] ?? []).map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }))
    done(null, addresses)
  }
  return { find, asked: () => asked }
}

function look(find: FindAddresses, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    checkedLookup(find)('tools.example.com', { all }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })
}

describe('the address of a tool server', () => {
  it('is the one that was checked: the name is asked for once, and what it led to is what is connected to', async () => {
    const { find, asked } = namesInTurn(['93.184.215.14'], ['127.0.0.1'])
    expect(await look(find, true)).toEqual([{ address: '93.184.215.14', family: 4 }])
    expect(asked()).toBe(1)
    await expect(look(find, true)).rejects.toThrow('mcp.allowPrivateAddresses')
  })

  it('is refused when one of several is not public', async () => {
    await expect(look(namesInTurn(['93.184.215.14', '10.0.0.7']).find, true)).rejects.toThrow('private network')
    await expect(look(namesInTurn(['93.184.215.14', '::1']).find, false)).rejects.toThrow('private network')
  })

  it('is given alone to those who ask for one, and its absence is told', async () => {
    expect(await look(namesInTurn(['93.184.215.14', '1.1.1.1']).find, false)).toBe('93.184.215.14')
    await expect(look(namesInTurn([]).find, true)).rejects.toThrow('has no address')
  })
})
