import type { SoundCodec } from './sound/contract.js'

const names: Readonly<Record<string, SoundCodec>> = { opus: 'opus', pcmu: 'pcmu', pcma: 'pcma' }

/** The codecs of a call by payload type, the client's favourite first. `answer`: SDP. Empty: the two ends have none in common. */
export function negotiatedCodecs(answer: string): ReadonlyMap<number, SoundCodec> {
  const lines = answer.split(/\r?\n/)
  const audio = lines.find((line) => line.startsWith('m=audio '))
  if (!audio || audio.startsWith('m=audio 0 ')) return new Map()
  const named = new Map(
    lines.flatMap((line): [number, SoundCodec][] => {
      const [, type, name = ''] = /^a=rtpmap:(\d{1,3}) ([^/\s]+)\//.exec(line) ?? []
      const codec = names[name.toLowerCase()]
      return type !== undefined && codec ? [[Number(type), codec]] : []
    }),
  )
  const order = audio.trim().split(' ').slice(3).map(Number)
  return new Map(
    order.flatMap((type): [number, SoundCodec][] => {
      const codec = named.get(type)
      return codec ? [[type, codec]] : []
    }),
  )
}
