import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.js'
import { checkModels } from './doctor/engine.js'
import { checkCores, checkNode } from './doctor/machine.js'
import { checkLanguageModel, checkPort } from './doctor/network.js'
import { examine } from './doctor.js'

const config = (flags: Parameters<typeof loadConfig>[0]['flags'], environment = {}) => loadConfig({ flags, environment, file: null })

test('every finding is printed with what to do, and one failure fails the whole', async () => {
  const said: string[] = []
  const failed = await examine(
    [() => ({ verdict: 'ok', sentence: 'this is fine' }), async () => [{ verdict: 'fail', sentence: 'this is not', remedy: 'Mend it.' }]],
    (line) => said.push(line),
  )
  expect(failed).toBe(true)
  expect(said.slice(2)).toEqual(['  ok    this is fine', '  fail  this is not', '        Mend it.', '', '1 thing to mend.'])
})

test('Node.js must be 20.19 or newer', () => {
  expect(checkNode('20.18.3').verdict).toBe('fail')
  expect(checkNode('20.19.0').verdict).toBe('ok')
  expect(checkNode('22.0.0').verdict).toBe('ok')
})

test('one core and little memory are worth a warning', () => {
  expect(checkCores(1, 8 * 1024 ** 3).verdict).toBe('warn')
  expect(checkCores(4, 512 * 1024 ** 2).verdict).toBe('warn')
  expect(checkCores(2, 2 * 1024 ** 3).verdict).toBe('ok')
})

test('a model that is not here comes with the command that brings it', async () => {
  const findings = await checkModels(config({}, { SIDETONE_MODELS: '/nowhere' }))
  expect(findings.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
  expect(findings[0]?.remedy).toMatch(/models pull silero-vad-v6/)
})

test('a port is free, or used by another program', async () => {
  const other = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const { server } = config({ port: String(port) })
  expect(await checkPort(server)).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining(`--port ${port + 1}`) })
  await new Promise((resolve) => other.close(resolve))
  expect(await checkPort(server)).toMatchObject({ verdict: 'ok' })
})

test('a language model that does not answer is a failure with a way out', async () => {
  const finding = await checkLanguageModel(config({ llmUrl: 'http://127.0.0.1:1/v1' }))
  expect(finding).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('--llm-url') })
})
