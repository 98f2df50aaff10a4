import { WebSocket } from 'ws'

/** Resolves when a server with room for one session has that room again. The test's own limit bounds the wait. */
export async function hasRoom(realtimeUrl: string): Promise<void> {
  while (!(await comesAndGoes(realtimeUrl)));
}

function comesAndGoes(realtimeUrl: string): Promise<boolean> {
  const socket = new WebSocket(realtimeUrl, ['realtime'])
  return new Promise((resolve) => {
    socket.on('open', () => socket.close(1000))
    socket.on('close', (code) => resolve(code === 1000))
    socket.on('error', () => {})
  })
}
