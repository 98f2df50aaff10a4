import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import { describe, expect, it } from 'vitest'
import type { clientEventAnswers } from '../coverage.js'
import { type KnownServerEvent, knownServerEvents, serverEventFields } from './server-events.js'
import type { ObjectOf } from './shape.js'

/* Whether the shapes agree with the published types is decided when this file is compiled. */

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Published<Type extends string> = Extract<RealtimeServerEvent, { type: Type }>
type RequiredNames<T> = { [Name in keyof T]-?: object extends Pick<T, Name> ? never : Name }[keyof T]
type Ours<Type extends KnownServerEvent> = ObjectOf<(typeof serverEventFields)[Type]>

/** Fields of ours that the published types of 6.49.0 do not have, though recordings or later types do. */
type Ahead = 'conversation.item.input_audio_transcription.completed.languages' | `${string}.obfuscation`

type Unpublished = {
  [Type in KnownServerEvent]: `${Type}.${Exclude<keyof Ours<Type>, keyof Published<Type>> & string}`
}[KnownServerEvent]

type Forgotten = {
  [Type in KnownServerEvent]: `${Type}.${Exclude<RequiredNames<Published<Type>>, keyof Ours<Type> | 'type' | 'event_id'> & string}`
}[KnownServerEvent]

/** Fields whose published type and ours have no value in common. */
type Contradicting = {
  [Type in KnownServerEvent]: {
    [Name in keyof Ours<Type> & keyof Published<Type>]: [NonNullable<Ours<Type>[Name]> & NonNullable<Published<Type>[Name]>] extends [never]
      ? `${Type}.${Name & string}`
      : never
  }[keyof Ours<Type> & keyof Published<Type>]
}[KnownServerEvent]

const everyServerEventHasAShape: Same<RealtimeServerEvent['type'], KnownServerEvent> = true
const everyClientEventIsCovered: Same<RealtimeClientEvent['type'], keyof typeof clientEventAnswers> = true
const noFieldIsOurInvention: Same<Exclude<Unpublished, Ahead>, never> = true
const noRequiredFieldIsForgotten: Same<Forgotten, never> = true
const noFieldContradicts: Same<Contradicting, never> = true

describe('the shapes of events agree with the types of the openai package', () => {
  it('names, required fields and their types, as the compiler found', () => {
    expect([everyServerEventHasAShape, everyClientEventIsCovered, noFieldIsOurInvention, noRequiredFieldIsForgotten, noFieldContradicts]).toEqual(
      Array(5).fill(true),
    )
  })

  it('every event of the API has its row once', () => {
    expect(knownServerEvents).toHaveLength(46)
    expect(Object.keys(serverEventFields)).toEqual(knownServerEvents)
  })
})
