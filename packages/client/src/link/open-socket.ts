import type { OpenSocket, Socket } from '../contract.js'

/** The WebSocket of browsers and of Node 22 and newer. A key goes as the subprotocol that the API has for browsers. */
export const openGlobalSocket: OpenSocket = (url, protocols, key) => {
  if (typeof WebSocket === 'undefined')
    throw new TypeError('There is no WebSocket here. Give the client one as `openSocket`, made with the package ws for example.')
  const offered = ['realtime', ...(key === null ? [] : [`openai-insecure-api-key.${key}`]), ...protocols]
  return new WebSocket(url, offered) as unknown as Socket
}
