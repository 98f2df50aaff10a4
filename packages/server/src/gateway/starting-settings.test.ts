import { expect, it } from 'vitest'
import { startingSettings } from './starting-settings.js'

const voices = ['alloy', 'cedar']

it('a session starts with what its client asked for at connect, over the defaults', () => {
  const starting = startingSettings({ model: 'asked', bound: null, initial: { speed: 1.2 }, voices, prompts: {} })
  expect(starting).toMatchObject({ ok: true, settings: { model: 'asked', voice: 'alloy', speed: 1.2 } })
})

it('what its key was minted for goes before that, the model too', () => {
  const bound = { model: 'bound', voice: 'cedar', instructions: 'Be brief.' }
  const starting = startingSettings({ model: 'asked', bound, initial: { voice: 'alloy', speed: 1.2 }, voices, prompts: {} })
  expect(starting).toMatchObject({ ok: true, settings: { model: 'bound', voice: 'cedar', instructions: 'Be brief.', speed: 1.2 } })
})

it('a voice that is not there is refused before the session begins', () => {
  expect(startingSettings({ model: null, bound: { voice: 'nobody' }, voices, prompts: {} })).toMatchObject({ ok: false, code: 'unknown-voice' })
})
