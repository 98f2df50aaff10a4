import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './run.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * Installs exactly what package-lock.json says, when that is not what is installed. A development install serves the server as well and stays one.
 * npm's own settings (registry, proxy, certificates, logins) hold, because it is the user's npm that runs.
 */
export async function install(root, { development }) {
  const lock = readJson(join(root, 'package-lock.json'))
  // npm's record of what it has put into node_modules; it is written last.
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))
  const withDevelopment = development || (installed !== null && hasDevelopmentPackages(lock, installed))
  const stamp = join(root, 'node_modules', '.sidetone-setup')
  const wanted = fingerprint(root, lock)
  const accepted = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (installed !== null && isInstalled(lock, installed, withDevelopment) && (accepted || lockMatchesManifests(root, lock))) return

  const words = ['ci', withDevelopment ? '--include=dev' : '--omit=dev']
  console.error(`Installing packages: npm ${words.join(' ')}`)
  const code = await runNpm(words, { cwd: root }).catch((error) => {
    throw new SetupError(`npm could not be started: ${error.message}.`, 'Install npm (it comes with Node) and run the same command again.')
  })
  if (code !== 0) {
    throw new SetupError(
      `Installing the packages failed; npm says why above (exit code ${code}).`,
      'If it says that package.json and package-lock.json are not in sync: run "npm install". If it could not fetch a package: see that "npm ping" works here (network, registry, proxy, login). Then run the same command again.',
    )
  }
  writeFileSync(stamp, wanted)
}

/** What npm is given to install from: it may accept a package.json that differs from the lock file, and then need not be asked again. */
function fingerprint(root, lock) {
  const hash = createHash('sha256').update(JSON.stringify(lock))
  for (const path of ownPackages(lock)) hash.update(readFileSync(join(root, path, 'package.json')))
  return hash.digest('hex')
}

/** Every package that is needed is there in the version of the lock file. Optional ones are left to npm: they depend on the machine. */
function isInstalled(lock, installed, withDevelopment) {
  return externalPackages(lock).every(([path, entry]) => {
    if (entry.optional || entry.devOptional || (entry.dev && !withDevelopment)) return true
    const found = installed.packages[path]
    return found !== undefined && found.version === entry.version && found.integrity === entry.integrity
  })
}

function hasDevelopmentPackages(lock, installed) {
  return Object.keys(lock.packages[''].devDependencies).some((name) => installed.packages[`node_modules/${name}`] !== undefined)
}

function externalPackages(lock) {
  return Object.entries(lock.packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
}

/** The package.json files ask for what they asked for when the lock file was written. Where not, npm is left to judge. */
function lockMatchesManifests(root, lock) {
  return ownPackages(lock).every((path) => {
    const manifest = readJson(join(root, path, 'package.json'))
    return ['dependencies', 'devDependencies', 'optionalDependencies'].every((kind) => sameEntries(manifest[kind], lock.packages[path][kind]))
  })
}

/** Folders of the root package and the workspaces. */
function ownPackages(lock) {
  return Object.keys(lock.packages).filter((path) => !path.includes('node_modules/'))
}

function sameEntries(left = {}, right = {}) {
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...names].every((name) => left[name] === right[name])
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}
