import { SidetoneError } from '@sidetone/protocol'
import { type OpenToolServers, ToolCallError } from './contract.js'

const message = 'No tool server can be reached from here.'

/** For sessions that have none, such as replays. */
export const noToolServers: OpenToolServers = () => ({
  list: () => Promise.reject(new SidetoneError('tool-server-failed', message)),
  call: () => Promise.reject(new ToolCallError({ kind: 'execution', message })),
  close: () => {},
})
