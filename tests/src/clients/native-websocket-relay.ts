import { createInterface } from 'node:readline'
import OpenAI from 'openai'
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket'

/**
 * The SDK's class for native WebSockets in a process of its own, since Node 20 has them only behind a flag: lines of standard input are sent, what comes is
 * printed as lines. The address and the key are in OPENAI_BASE_URL and OPENAI_API_KEY, where the SDK looks for them.
 */
const realtime = new OpenAIRealtimeWebSocket({ model: 'gpt-realtime' }, new OpenAI())
realtime.on('event', (event) => console.log(JSON.stringify(event)))
// Events of that name are printed above; what is no event ends the process with its words on standard error.
realtime.on('error', (error) => {
  if (!error.error) throw error
})
realtime.socket.addEventListener('close', () => process.exit())

for await (const line of createInterface({ input: process.stdin })) realtime.send(JSON.parse(line))
realtime.close()
