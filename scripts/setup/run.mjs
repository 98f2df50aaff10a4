import { spawn } from 'node:child_process'

/** Runs a program with our own terminal; resolves with its exit code (1 when a signal ended it). */
export function run(command, words, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'inherit', ...options })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** Runs npm: the one that runs us, when one does, else the one on the path. On Windows npm is a batch file, which only a shell can start. */
export function runNpm(words, options) {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return run(process.execPath, [running, ...words], options)
  if (process.platform === 'win32') return run(['npm.cmd', ...words].join(' '), [], { ...options, shell: true })
  return run('npm', words, options)
}
