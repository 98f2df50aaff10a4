export { clicksOf, Loudspeaker, tone } from './loudspeaker.js'
export { ManualClock, settle } from './manual-clock.js'
export { chance, fair, Network, type Visit, type Weather } from './network.js'
export { PlainServer } from './plain-server.js'
