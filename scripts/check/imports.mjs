import { posix } from 'node:path'
import { isTest, lineAt, withoutComments } from './sources.mjs'

// Who may import whom: the table of the design, as data. `*` stands for one name, and in `mayImport` `$1` for the name that the first `*` stood for.
// The first row that fits a file is its area; a file may import its own area, and what its row names. Types count as well.
// Packages from outside, and Node's own modules, are free unless `packages` lists those that are allowed.
const areas = [
  { area: 'packages/protocol/src/vocabulary/**', mayImport: [], packages: [] },
  { area: 'packages/protocol/src/dialects/contract.ts', mayImport: ['packages/protocol/src/vocabulary/**'], packages: [] },
  // The beta form of an API is written in terms of the other.
  {
    area: 'packages/protocol/src/dialects/openai-realtime-beta/**',
    mayImport: ['packages/protocol/src/vocabulary/**', 'packages/protocol/src/dialects/contract.ts', 'packages/protocol/src/dialects/openai-realtime/**'],
    packages: ['zod'],
  },
  // So are translation sessions, which are a part of it with events of their own.
  {
    area: 'packages/protocol/src/dialects/openai-realtime-translation/**',
    mayImport: ['packages/protocol/src/vocabulary/**', 'packages/protocol/src/dialects/contract.ts', 'packages/protocol/src/dialects/openai-realtime/**'],
    packages: ['zod'],
  },
  {
    area: 'packages/protocol/src/dialects/*/**',
    mayImport: ['packages/protocol/src/vocabulary/**', 'packages/protocol/src/dialects/contract.ts'],
    packages: ['zod'],
  },
  { area: 'packages/audio/src/**', mayImport: [], packages: [] },
  { area: 'packages/server/src/lib/**', mayImport: [] },
  { area: 'packages/server/src/version.ts', mayImport: [] },
  { area: 'packages/server/src/config/**', mayImport: ['lib', 'vocabulary'] },
  { area: 'packages/server/src/models/**', mayImport: ['lib', 'packages/server/src/config/cache-folder.ts'] },
  { area: 'packages/server/src/transports/webrtc/sound/**', mayImport: ['audio', 'lib'] },
  { area: 'packages/server/src/transports/**', mayImport: ['vocabulary', 'lib'] },
  { area: 'packages/server/src/providers/*.d.ts', mayImport: [] },
  {
    area: 'packages/server/src/providers/llm/choose-language-model.ts',
    mayImport: ['vocabulary', 'lib', 'packages/server/src/config/contract.ts', 'packages/server/src/providers/llm/**'],
  },
  { area: 'packages/server/src/providers/*/**', mayImport: ['vocabulary', 'audio', 'lib', 'packages/server/src/providers/$1/**'] },
  // Tests of listening share it: a listener on scripted providers.
  {
    area: 'packages/server/src/listening/listen.test-support.ts',
    mayImport: ['vocabulary', 'audio', 'lib', 'provider contracts', 'packages/server/src/providers/*/scripted/**', 'packages/server/src/listening/**'],
  },
  { area: 'packages/server/src/listening/**', mayImport: ['vocabulary', 'audio', 'lib', 'provider contracts'] },
  { area: 'packages/server/src/audio-files/**', mayImport: ['audio'] },
  { area: 'packages/server/src/turns/**', mayImport: ['vocabulary', 'audio', 'lib', 'provider contracts'] },
  { area: 'packages/server/src/thinking/**', mayImport: ['vocabulary', 'audio', 'lib', 'provider contracts'] },
  { area: 'packages/server/src/speaking/**', mayImport: ['vocabulary', 'audio', 'lib', 'provider contracts'] },
  { area: 'packages/server/src/tools/**', mayImport: ['vocabulary', 'lib', 'packages/server/src/version.ts'] },
  { area: 'packages/server/src/session/**', mayImport: ['vocabulary', 'lib', 'stage contracts'] },
  {
    area: 'packages/server/src/gateway/**',
    mayImport: ['vocabulary', 'dialects', 'lib', 'packages/server/src/session/**', 'packages/server/src/transports/contract.ts'],
  },
  // Tests of the HTTP server share it: a server whose log they read, and clients.
  {
    area: 'packages/server/src/http-api/test-support/**',
    mayImport: [
      'lib',
      'packages/server/src/config/**',
      'packages/server/src/transports/contract.ts',
      'packages/server/src/observability/**',
      'packages/server/src/http-api/**',
    ],
  },
  {
    area: 'packages/server/src/http-api/**',
    mayImport: [
      'vocabulary',
      'lib',
      'packages/server/src/models/**',
      'packages/server/src/config/**',
      'packages/server/src/transports/**',
      'packages/server/src/observability/contract.ts',
      'packages/server/src/version.ts',
      'audio',
      'provider contracts',
      'stage contracts',
      'packages/server/src/audio-files/**',
    ],
  },
  { area: 'packages/server/src/observability/**', mayImport: ['vocabulary', 'lib', 'packages/server/src/config/contract.ts'] },
  {
    area: 'packages/server/src/recording/**',
    mayImport: [
      'vocabulary',
      'audio',
      'lib',
      'provider contracts',
      'packages/server/src/providers/*/scripted/**',
      'packages/server/src/observability/contract.ts',
    ],
  },
  // A replay plays the client's side and the providers' around the whole session.
  {
    area: 'packages/server/src/replay/**',
    mayImport: [
      'vocabulary',
      'dialects',
      'audio',
      'lib',
      'provider contracts',
      'packages/server/src/providers/*/scripted/**',
      'packages/server/src/recording/**',
      'packages/server/src/session/**',
      'packages/server/src/gateway/**',
      'packages/server/src/transports/**',
      'packages/server/src/stages.ts',
    ],
  },
  // It runs against any server, so it knows nothing of ours.
  { area: 'packages/conformance/src/**', mayImport: ['packages/conformance/assets/**'], packages: ['ws', 'commander', 'node:fs', 'node:http', 'node:https'] },
  { area: 'packages/client/src/**', mayImport: ['audio'] },
  { area: 'packages/react/src/**', mayImport: ['packages/client/src/**'] },
  { area: 'packages/console/src/**', mayImport: ['packages/client/src/**', 'packages/react/src/**', 'audio'] },
]

// Names for what many may import.
const groups = {
  vocabulary: ['packages/protocol/src/index.ts', 'packages/protocol/src/vocabulary/**', 'packages/protocol/src/dialects/contract.ts'],
  dialects: ['packages/protocol/src/dialects/**'],
  audio: ['packages/audio/src/**'],
  lib: ['packages/server/src/lib/**'],
  'provider contracts': ['packages/server/src/providers/*/contract.ts'],
  'stage contracts': ['listening', 'turns', 'thinking', 'speaking', 'tools'].map((stage) => `packages/server/src/${stage}/contract.ts`),
}

// Those that wire the parts together.
const wires = [
  'packages/server/src/main.ts',
  'packages/server/src/stages.ts',
  'packages/server/src/index.ts',
  'packages/server/src/cli/**',
  'packages/protocol/src/index.ts',
]

// Our own packages, by the names they are imported with.
const ownPackages = {
  '@sidetone/protocol': 'packages/protocol/src/index.ts',
  '@sidetone/protocol/openai-realtime': 'packages/protocol/src/dialects/openai-realtime/index.ts',
  '@sidetone/protocol/openai-realtime-beta': 'packages/protocol/src/dialects/openai-realtime-beta/index.ts',
  '@sidetone/protocol/openai-realtime-translation': 'packages/protocol/src/dialects/openai-realtime-translation/index.ts',
  '@sidetone/audio': 'packages/audio/src/index.ts',
  '@sidetone/conformance': 'packages/conformance/src/index.ts',
  '@sidetone/conformance/command': 'packages/conformance/src/command.ts',
  '@sidetone/client': 'packages/client/src/index.ts',
  '@sidetone/client/browser': 'packages/client/src/browser/index.ts',
  '@sidetone/client/silero': 'packages/client/src/silero/index.ts',
  '@sidetone/react': 'packages/react/src/index.ts',
}

export function checkImports(sources) {
  return sources.filter(({ file }) => !isTest(file) && !wires.some((wire) => matches(wire, file))).flatMap(violationsOf)
}

function violationsOf({ file, text }) {
  const row = areas.find(({ area }) => matches(area, file))
  if (!row) return [{ file, line: 1, problem: 'belongs to no area of scripts/check/imports.mjs: say there what it may import' }]
  const [, name = ''] = toPattern(row.area).exec(file)
  const allowed = [row.area.replace('*/', `${name}/`), ...row.mayImport.flatMap((each) => groups[each] ?? [each.replace('$1', name)])]
  return importsOf(text).flatMap(({ specifier, line }) => {
    const target = resolve(file, specifier)
    if (target === null) return row.packages && !row.packages.includes(specifier) ? [{ file, line, problem: `may not import the package ${specifier}` }] : []
    return allowed.some((each) => matches(each, target)) ? [] : [{ file, line, problem: `may not import ${target}` }]
  })
}

/** Every form that names another module: import and export with `from`, bare import, import(), and the URL of a worker. */
function importsOf(source) {
  const text = withoutComments(source)
  const forms =
    /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*(['"])([^'"\n]+)\1|\bimport\s*\(?\s*(['"])([^'"\n]+)\3|\bnew URL\(\s*(['"])(\.[^'"\n]+)\5\s*,\s*import\.meta\.url/g
  return [...text.matchAll(forms)].map((match) => ({ specifier: match[2] ?? match[4] ?? match[6], line: lineAt(text, match.index) }))
}

/** The source file that is meant; null for a package from outside. */
function resolve(file, specifier) {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')
  if (ownPackages[specifier]) return ownPackages[specifier]
  return specifier.startsWith('@sidetone/') ? specifier : null
}

function matches(glob, file) {
  return toPattern(glob).test(file)
}

/** `**` stands for any path, `*` for one name. */
function toPattern(glob) {
  return new RegExp(`^${glob.replace(/[.$]/g, '\\$&').replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '([^/]+)'))}$`)
}
