import { type Command, Option } from 'commander'
import type { Config } from '../config/contract.js'
import { type Flags, loadConfig } from '../config/load.js'
import { readConfigFile } from '../config/read-config-file.js'
import { settingsByFlag } from '../config/schema.js'

/** The flags that configure a server: how it is written, what it does. Each has its environment variable too. */
const serverFlags: readonly { flags: string; help: string; repeatable?: true }[] = [
  { flags: '--host <host>', help: 'address to listen at (127.0.0.1; another needs --api-key)' },
  { flags: '--port <port>', help: 'port to listen at (4747; 0: any free one)' },
  { flags: '--tls [kind]', help: 'serve https and wss; without a kind, with a certificate made on the spot' },
  { flags: '--tls-cert <file>', help: 'certificate for TLS (PEM)' },
  { flags: '--tls-key <file>', help: 'key of the certificate (PEM)' },
  { flags: '--api-key <key>', help: 'key that clients must show (repeatable)', repeatable: true },
  { flags: '--allow-anonymous', help: 'let anyone in without a key, also from other machines' },
  { flags: '--allow-origin <origin>', help: 'web page that may connect, or * (repeatable)', repeatable: true },
  { flags: '--max-sessions <count>', help: 'most sessions at a time (64)' },
  { flags: '--llm <kind>', help: 'what answers: auto, builtin, openai-compatible or scripted (auto)' },
  { flags: '--llm-url <url>', help: 'base URL of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1' },
  { flags: '--llm-key <key>', help: 'its key' },
  { flags: '--llm-model <name>', help: 'its model (the first that it offers)' },
  { flags: '--llm-script <file>', help: 'script for --llm scripted' },
  { flags: '--llm-timeout-ms <ms>', help: 'longest wait for the language model (30000)' },
  { flags: '--mcp-server <host or url>', help: 'MCP server that sessions may use (repeatable; none)', repeatable: true },
  { flags: '--mcp-allow-private', help: 'let MCP servers be on this machine and in private networks' },
  { flags: '--mcp-allow-http', help: 'let MCP servers elsewhere be reached without TLS' },
  { flags: '--speculation <limit>', help: 'what is begun before a turn is over: off, transcription, full (full; transcription with a remote model)' },
  { flags: '--turn-model <file>', help: 'Smart Turn v3 model (ONNX) that weighs how a turn sounds (none)' },
  { flags: '--webrtc-address <address>', help: 'IP address at which WebRTC calls reach this machine (repeatable; as the host)', repeatable: true },
  { flags: '--webrtc-ports <first-last>', help: 'UDP ports of WebRTC calls (any free ones)' },
  { flags: '--record <folder>', help: 'record every session, voices and words, into this folder (off)' },
  { flags: '--log <level>', help: 'debug, info, warn, error or silent (info)' },
]

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value]

export function addServerFlags(command: Command): Command {
  for (const { flags, help, repeatable } of serverFlags) {
    const option = new Option(flags, help)
    command.addOption(repeatable ? option.argParser(collect) : option)
  }
  return command.option('--config <file>', 'configuration file (sidetone.config.json in this folder, if there is one)')
}

/** The configuration that flags, environment and file make together; throws `ConfigError`. `options` are what commander parsed. */
export function configFrom(options: Readonly<Record<string, unknown>>, more: Flags = {}): Config {
  const flags = Object.fromEntries(Object.entries(options).filter(([key]) => settingsByFlag.has(key)))
  return loadConfig({ flags: { ...flags, ...more }, environment: process.env, file: readConfigFile(options.config as string | undefined) })
}
