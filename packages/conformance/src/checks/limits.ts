import type { Area } from '../check.js'
import { message, respondInText, silence, update } from '../say.js'
import { expectSame, expectThat } from '../verdict.js'

const mebibyte = 1024 * 1024

export const limits: Area = {
  name: 'Limits',
  checks: [
    {
      id: 'RT-2-large-append',
      title: '15 MiB of audio are taken in one append',
      standing: 'documented',
      alone: true,
      async run(bench) {
        const call = await bench.open()
        call.send(update({ audio: { input: { turn_detection: null } } }))
        call.send({ type: 'input_audio_buffer.append', audio: silence(15 * mebibyte) })
        call.send({ type: 'input_audio_buffer.clear' })
        await call.until('input_audio_buffer.cleared')
        expectThat(
          !call.events.some(({ type }) => type === 'error'),
          'an error came',
          call.events.filter(({ type }) => type === 'error'),
        )
      },
    },
    {
      id: 'RT-2-ranges',
      title: 'Values at the ends of their ranges are taken, those beyond are refused',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        for (const speed of [0.25, 1.5]) call.send(update({ audio: { output: { speed } } }))
        for (const max_output_tokens of [1, 4096, 'inf']) call.send(update({ max_output_tokens }))
        await call.settle()
        expectThat(
          !call.events.some(({ type }) => type === 'error'),
          'a value in its range was refused',
          call.events.filter(({ type }) => type === 'error'),
        )
        for (const beyond of [{ audio: { output: { speed: 1.6 } } }, { audio: { output: { speed: 0.2 } } }, { max_output_tokens: 0 }]) {
          call.send(update(beyond))
          await call.until('error')
        }
      },
    },
    {
      id: 'RT-2-metadata-limit',
      title: 'More than 16 pairs of metadata are refused',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, 'value']))
        call.send(message('Say hello.'))
        call.send(respondInText({ metadata: pairs(17) }))
        await call.until('error')
        call.send(respondInText({ metadata: pairs(16) }))
        expectSame('the metadata', (await call.until('response.created')).response.metadata, pairs(16))
      },
    },
  ],
}
