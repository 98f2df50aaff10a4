import type { ModelEntry, ModelFile } from './contract.js'
import { ModelError } from './model-error.js'

const megabyte = 1_000_000
const releases = 'https://github.com/k2-fsa/sherpa-onnx/releases/download'

/** A file whose checksum is not recorded here: it is recorded at the first pull. */
const unrecorded = (name: string): ModelFile => ({ name, bytes: null, sha256: null })

/** A model out of a sherpa-onnx release archive. Sizes are those the release page gives; bounds leave room for a repacked archive. */
function sherpaArchive(
  entry: Pick<ModelEntry, 'id' | 'job' | 'title' | 'licence'>,
  archive: { tag: 'asr-models' | 'tts-models'; name: string; megabytes: number; files: readonly string[]; extras?: readonly string[] },
): ModelEntry {
  return {
    ...entry,
    downloadBytes: archive.megabytes * megabyte,
    isDefault: false,
    sources: [
      {
        type: 'https-archive',
        url: `${releases}/${archive.tag}/${archive.name}.tar.bz2`,
        keep: [...archive.files, ...(archive.extras ?? [])],
        maxBytes: archive.megabytes * megabyte * 1.5,
        maxUnpackedBytes: archive.megabytes * megabyte * 4,
      },
    ],
    files: archive.files.map(unrecorded),
  }
}

/** Every model Sidetone knows how to fetch. */
export const modelManifest: readonly ModelEntry[] = [
  {
    id: 'silero-vad-v6',
    job: 'vad',
    title: 'Silero VAD v6',
    licence: 'MIT',
    downloadBytes: 5_471_324,
    isDefault: true,
    sources: [{ type: 'npm-package', name: '@ricky0123/vad-web', version: '0.0.31', files: { 'dist/silero_vad_v6.onnx': 'silero_vad_v6.onnx' } }],
    files: [{ name: 'silero_vad_v6.onnx', bytes: 2_327_524, sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3' }],
  },
  {
    id: 'moonshine-tiny-en',
    job: 'recogniser',
    title: 'Moonshine Tiny, English (int8)',
    licence: 'MIT',
    downloadBytes: 21_514_347,
    isDefault: true,
    sources: [
      {
        type: 'npm-package',
        name: '@moonshine-ai/moonshine-js',
        version: '0.1.29',
        files: {
          'dist/model/tiny/quantized/encoder_model.onnx': 'encoder_model.onnx',
          'dist/model/tiny/quantized/decoder_model_merged.onnx': 'decoder_model_merged.onnx',
        },
      },
      { type: 'moonshine-tokens', name: 'tokens.txt' },
    ],
    files: [
      { name: 'encoder_model.onnx', bytes: 7_937_661, sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a' },
      { name: 'decoder_model_merged.onnx', bytes: 20_243_286, sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367' },
      { name: 'tokens.txt', bytes: 549_354, sha256: 'c9c3699b5683d821681c0e61df25b765c7e7a5caaebba0b50437ca0488cb0cfa' },
    ],
  },
  sherpaArchive(
    { id: 'moonshine-base-en', job: 'recogniser', title: 'Moonshine Base, English (int8)', licence: 'MIT' },
    {
      tag: 'asr-models',
      name: 'sherpa-onnx-moonshine-base-en-int8',
      megabytes: 251,
      files: ['preprocess.onnx', 'encode.int8.onnx', 'uncached_decode.int8.onnx', 'cached_decode.int8.onnx', 'tokens.txt'],
    },
  ),
  sherpaArchive(
    { id: 'parakeet-tdt-0.6b-v2-en', job: 'recogniser', title: 'NVIDIA Parakeet TDT 0.6B v2, English (int8)', licence: 'CC-BY-4.0' },
    {
      tag: 'asr-models',
      name: 'sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8',
      megabytes: 482,
      files: ['encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx', 'tokens.txt'],
    },
  ),
  sherpaArchive(
    { id: 'whisper-small', job: 'recogniser', title: 'Whisper Small, many languages (int8)', licence: 'MIT' },
    {
      tag: 'asr-models',
      name: 'sherpa-onnx-whisper-small',
      megabytes: 640,
      files: ['small-encoder.int8.onnx', 'small-decoder.int8.onnx', 'small-tokens.txt'],
    },
  ),
  sherpaArchive(
    { id: 'whisper-turbo', job: 'recogniser', title: 'Whisper Large v3 Turbo, many languages (int8)', licence: 'MIT' },
    {
      tag: 'asr-models',
      name: 'sherpa-onnx-whisper-turbo',
      megabytes: 564,
      files: ['turbo-encoder.int8.onnx', 'turbo-decoder.int8.onnx', 'turbo-tokens.txt'],
    },
  ),
  sherpaArchive(
    { id: 'kokoro-en', job: 'voice', title: 'Kokoro v0.19, English, 11 voices', licence: 'Apache-2.0; eSpeak NG data GPL-3.0' },
    { tag: 'tts-models', name: 'kokoro-en-v0_19', megabytes: 320, files: ['model.onnx', 'voices.bin', 'tokens.txt'], extras: ['espeak-ng-data/'] },
  ),
  sherpaArchive(
    { id: 'kokoro-multi', job: 'voice', title: 'Kokoro v1.0, English and Chinese, 53 voices', licence: 'Apache-2.0; eSpeak NG data GPL-3.0' },
    {
      tag: 'tts-models',
      name: 'kokoro-multi-lang-v1_0',
      megabytes: 350,
      files: ['model.onnx', 'voices.bin', 'tokens.txt', 'lexicon-us-en.txt', 'lexicon-zh.txt'],
      extras: ['espeak-ng-data/', 'dict/'],
    },
  ),
  sherpaArchive(
    { id: 'kitten-nano-en', job: 'voice', title: 'Kitten Nano v0.2, English, 8 voices', licence: 'Apache-2.0; eSpeak NG data GPL-3.0' },
    { tag: 'tts-models', name: 'kitten-nano-en-v0_2-fp16', megabytes: 27, files: ['model.fp16.onnx', 'voices.bin', 'tokens.txt'], extras: ['espeak-ng-data/'] },
  ),
  sherpaArchive(
    { id: 'piper-en-us-libritts', job: 'voice', title: 'Piper LibriTTS-R (medium), US English, 904 voices', licence: 'CC-BY-4.0; eSpeak NG data GPL-3.0' },
    {
      tag: 'tts-models',
      name: 'vits-piper-en_US-libritts_r-medium',
      megabytes: 80,
      files: ['en_US-libritts_r-medium.onnx', 'tokens.txt'],
      extras: ['MODEL_CARD', 'espeak-ng-data/'],
    },
  ),
  sherpaArchive(
    {
      id: 'piper-en-us-lessac',
      job: 'voice',
      title: 'Piper Lessac (medium), US English',
      licence: 'Blizzard 2013 Lessac licence (see its MODEL_CARD); eSpeak NG data GPL-3.0',
    },
    {
      tag: 'tts-models',
      name: 'vits-piper-en_US-lessac-medium',
      megabytes: 64,
      files: ['en_US-lessac-medium.onnx', 'tokens.txt'],
      extras: ['MODEL_CARD', 'espeak-ng-data/'],
    },
  ),
  {
    id: 'smart-turn-v3',
    job: 'turn-model',
    title: 'Smart Turn v3.2 (CPU)',
    licence: 'BSD-2-Clause',
    downloadBytes: 8_680_000,
    isDefault: false,
    sources: [
      {
        type: 'https-file',
        url: 'https://huggingface.co/pipecat-ai/smart-turn-v3/resolve/f766f81d3cfdf7737ac64aad813d91bbfd56bf93/smart-turn-v3.2-cpu.onnx',
        name: 'smart-turn-v3.2-cpu.onnx',
        maxBytes: 13 * megabyte,
      },
    ],
    files: [unrecorded('smart-turn-v3.2-cpu.onnx')],
  },
]

/** What the set-up pulls, and what a server without configuration uses. */
export const defaultModelIds: readonly string[] = modelManifest.filter((entry) => entry.isDefault).map((entry) => entry.id)

/** Throws `ModelError('unknown-model')`, which lists those there are. */
export function findModel(id: string): ModelEntry {
  const entry = modelManifest.find((each) => each.id === id)
  if (!entry) throw new ModelError('unknown-model', `There is no model ${id}.`, `There are: ${modelManifest.map((each) => each.id).join(', ')}.`)
  return entry
}
