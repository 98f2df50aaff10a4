import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDocumentation } from './load-documentation.js'

describe('the documentation', () => {
  let root = ''
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sidetone-docs-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  it('is README.md and every page below docs', async () => {
    await mkdir(join(root, 'docs', 'decisions'), { recursive: true })
    await writeFile(join(root, 'README.md'), '# Sidetone\n\nA server.\n')
    await writeFile(join(root, 'docs', 'add-a-provider.md'), 'Words.\n')
    await writeFile(join(root, 'docs', 'decisions', 'one.md'), '# One\n\nDecided.\n')
    await writeFile(join(root, 'docs', 'picture.svg'), '<svg/>')
    expect((await loadDocumentation(root)).map((section) => section.page)).toEqual(['Sidetone', 'add a provider', 'One'])
  })

  it('may be missing', async () => {
    expect(await loadDocumentation(root)).toEqual([])
    expect(await loadDocumentation(join(root, 'nowhere'))).toEqual([])
  })

  it('is found from where the program is', async () => {
    expect((await loadDocumentation(null)).length).toBeGreaterThan(0)
  })
})
