import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { SidetoneError } from '@sidetone/protocol'

const name = 'onnxruntime-node'

/** Where ONNX Runtime lies, as a URL. It is no dependency: it takes about 290 MB, and only a turn model needs it. Throws `SidetoneError('internal')`. */
export function findRuntime(from: string = import.meta.url): string {
  try {
    return pathToFileURL(createRequire(from).resolve(name)).href
  } catch (cause) {
    throw new SidetoneError(
      'internal',
      `A turn model needs ONNX Runtime, which does not come with Sidetone. Install it where Sidetone is installed: npm install ${name}. Or leave out the turn model.`,
      { cause },
    )
  }
}
