export type { Config } from './config/contract.js'
export { type ConfigSources, type Flags, loadConfig } from './config/load.js'
export { type RunningSidetone, startSidetone } from './main.js'
export { version } from './version.js'
