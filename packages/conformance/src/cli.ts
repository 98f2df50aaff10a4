#!/usr/bin/env node
import { conformanceCommand } from './command.js'

try {
  await conformanceCommand('sidetone-conformance').parseAsync()
} catch (error) {
  console.error(`sidetone-conformance: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
