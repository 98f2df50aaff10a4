import { describe, expect, it } from 'vitest'
import { isGone } from './is-gone.js'

describe('the device in use', () => {
  it('is gone when its track has ended, whatever the list says', () => {
    expect(isGone({ readyState: 'ended', deviceId: 'desk' }, ['desk'])).toBe(true)
  })
  it('is gone when it is not in the list any more, though its track goes on', () => {
    expect(isGone({ readyState: 'live', deviceId: 'desk' }, ['usb'])).toBe(true)
    expect(isGone({ readyState: 'live', deviceId: 'desk' }, [])).toBe(true)
  })
  it('is there while it is listed, and where the browser does not name it', () => {
    expect(isGone({ readyState: 'live', deviceId: 'desk' }, ['usb', 'desk'])).toBe(false)
    expect(isGone({ readyState: 'live', deviceId: undefined }, ['usb'])).toBe(false)
    expect(isGone({ readyState: 'live', deviceId: '' }, [''])).toBe(false)
  })
})
