// A face that speaks: the client tells the shape of the mouth, the rest is a drawing. The server shows it at /avatar/ of its page.
import { createVoiceClient } from '@sidetone/client'
import { browserMicrophone, browserSpeaker } from '@sidetone/client/browser'

const find = (id) => document.getElementById(id)
const client = createVoiceClient({
  microphone: browserMicrophone({ workletUrl: find('microphone-worklet').href }),
  speaker: browserSpeaker({ workletUrl: find('speaker-worklet').href }),
})

const words = {
  idle: 'Ready',
  connecting: 'Connecting',
  listening: 'Listening',
  hearing: 'Hearing you',
  thinking: 'Thinking',
  speaking: 'Speaking',
  reconnecting: 'Reconnecting',
  failed: 'Not connected',
}
client.state.subscribe((state) => {
  document.querySelector('main').dataset.state = state
  find('state').textContent = words[state]
  find('talk').textContent = connected() ? 'Stop' : 'Start talking'
})
client.transcript.subscribe((lines) => {
  find('words').textContent = lines.findLast(({ role, status }) => role === 'assistant' && status === 'final')?.text ?? ''
})
client.error.subscribe((error) => {
  find('problem').textContent = error === null ? '' : `${error.message} ${error.repair ?? ''}`
})

const connected = () => client.state.value !== 'idle' && client.state.value !== 'failed'
find('talk').addEventListener('click', () => {
  if (connected()) client.disconnect()
  // Why it failed is in `client.error`.
  else client.connect().catch(() => {})
})

/** Half width and half height of the lips in each shape, wide open. */
const lips = {
  sil: [24, 0],
  PP: [20, 0],
  FF: [22, 3],
  TH: [20, 5],
  DD: [20, 6],
  kk: [20, 8],
  CH: [14, 8],
  SS: [22, 4],
  nn: [19, 5],
  RR: [14, 7],
  aa: [22, 20],
  E: [25, 12],
  ih: [24, 9],
  oh: [15, 17],
  ou: [10, 10],
}
let width = 24
let height = 0
let target = lips.sil
client.mouth.subscribe(({ viseme, weight }) => {
  const [wide, open] = lips[viseme]
  target = [wide, open * weight]
})

/** Lips follow within a few frames, as they have mass; who wants less motion sees them open and shut at once and by half. */
const still = matchMedia('(prefers-reduced-motion: reduce)')
function draw() {
  const speed = still.matches ? 1 : 0.35
  width += (target[0] - width) * speed
  height += (target[1] * (still.matches ? 0.5 : 1) - height) * speed
  const smile = Math.max(0, 8 - height)
  const [left, right, y] = [100 - width, 100 + width, 140]
  // A curve goes half of the way to its control point; the lower lip moves more than the upper.
  find('mouth').setAttribute('d', `M${left} ${y}Q100 ${y - height * 1.7 + smile} ${right} ${y}Q100 ${y + height * 2.3 + smile} ${left} ${y}Z`)
  find('tongue').setAttribute('rx', String(height > 8 ? width * 0.45 : 0))
  find('tongue').setAttribute('ry', String(height > 8 ? height * 0.3 : 0))
  find('tongue').setAttribute('cy', String(y + height * 0.55))
  requestAnimationFrame(draw)
}
draw()
