import { startMcpServer, type TestMcpServer, type TestTool, text } from '@sidetone/server/tools/mcp/testing/mcp-server.js'

const tools: readonly TestTool[] = [
  { name: 'look_up', description: 'Looks a word up.', run: () => text('It means everything.') },
  { name: 'fail', description: 'Always fails.', run: () => ({ ...text('The shelf is empty.'), isError: true }) },
]

/** An MCP server that all checks of MCP can run with: one tool that works, one that fails, and nothing at other addresses. */
export function startConformanceTools(): Promise<TestMcpServer> {
  return startMcpServer(tools, {
    instead: (request, response) => {
      if (request.url === '/mcp') return false
      response.writeHead(404).end()
      return true
    },
  })
}
