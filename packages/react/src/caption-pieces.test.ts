import { describe, expect, it } from 'vitest'
import { captionPieces } from './caption-pieces.js'

const line = { text: 'I would like a weather report', cutOff: false, heardCharacters: null, corrections: [] }
const corrections = [{ fromCharacter: 15, toCharacter: 22, before: 'whether' }]

describe('the pieces of a caption', () => {
  it('are one where nothing is special, and none of no text', () => {
    expect(captionPieces(line)).toEqual([{ type: 'said', text: line.text }])
    expect(captionPieces({ ...line, text: '' })).toEqual([])
  })

  it('set a corrected word apart, with what it was taken for', () => {
    expect(captionPieces({ ...line, corrections })).toEqual([
      { type: 'said', text: 'I would like a ' },
      { type: 'corrected', text: 'weather', before: 'whether' },
      { type: 'said', text: ' report' },
    ])
  })

  it('set apart what was not heard, from its first word on', () => {
    expect(captionPieces({ ...line, cutOff: true, heardCharacters: 12, corrections })).toEqual([
      { type: 'said', text: 'I would like ' },
      { type: 'unheard', text: 'a weather report' },
    ])
    expect(captionPieces({ ...line, cutOff: true, heardCharacters: 0 })).toEqual([{ type: 'unheard', text: line.text }])
    expect(captionPieces({ ...line, cutOff: true, heardCharacters: line.text.length })).toEqual([{ type: 'said', text: line.text }])
  })
})
