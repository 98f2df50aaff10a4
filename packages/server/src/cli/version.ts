import { Command } from 'commander'
import { version } from '../version.js'

export function versionCommand(): Command {
  return new Command('version')
    .description('print the versions of Sidetone and Node.js')
    .addHelpText('after', '\nExample:\n  sidetone version')
    .action(() => console.log(`sidetone ${version} (Node.js ${process.versions.node}, ${process.platform} ${process.arch})`))
}
