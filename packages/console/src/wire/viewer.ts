/** Runs in a saved session, from a file, without network: plays one piece behind the other, and filters the events. */
export const viewerScript = `
const players = [...document.querySelectorAll('audio')]
const playAll = document.getElementById('play-all')
let playing = -1
const show = () => { playAll.textContent = playing < 0 ? 'Play all' : 'Stop' }
const play = (index) => {
  for (const each of players) each.pause()
  playing = index < players.length ? index : -1
  show()
  if (playing < 0) return
  players[playing].currentTime = 0
  players[playing].play()
}
playAll.addEventListener('click', () => play(playing < 0 ? 0 : players.length))
players.forEach((player, index) => player.addEventListener('ended', () => { if (playing === index) play(index + 1) }))
const search = document.getElementById('search')
const audio = document.getElementById('audio')
const events = [...document.querySelectorAll('#events details')].map((row) => ({ row, text: row.textContent.toLowerCase() }))
const filter = () => {
  const wanted = search.value.toLowerCase()
  let shown = 0
  for (const { row, text } of events) {
    row.hidden = !text.includes(wanted) || (row.hasAttribute('data-packet') && !audio.checked)
    if (!row.hidden) shown++
  }
  document.getElementById('shown').textContent = shown + ' of ' + events.length + ' events'
}
search.addEventListener('input', filter)
audio.addEventListener('change', filter)
filter()
`

export const viewerStyle = `
:root { color-scheme: light dark; --quiet: light-dark(#56605b, #a0aaa4); --line: light-dark(#d3d8d3, #2c332f); --user: light-dark(#1d5fbf, #86b6ff); --reply: light-dark(#a63f00, #ffa365) }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f5f6f4, #101312); color: light-dark(#181c1a, #e9edea) }
main { max-width: 1000px; margin: 0 auto; padding: 16px }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 32px }
.quiet, .time { color: var(--quiet) } .time, code, pre { font-family: ui-monospace, monospace; font-size: .9em }
.pieces { padding: 0; list-style: none } .pieces li { margin: 8px 0; padding: 4px 12px; border-left: 4px solid var(--user) } .pieces .reply { border-color: var(--reply) }
audio { width: min(100%, 420px); height: 40px; margin-top: 4px }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line) }
.sent { color: var(--user) } .received { color: var(--reply) }
details { border-bottom: 1px solid var(--line) } summary { cursor: pointer; padding: 4px 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
td { min-width: 72px } td:nth-child(n + 3) { min-width: 150px } td:nth-child(4) { min-width: 90px }
button, input { font: inherit; min-height: 36px; padding: 4px 10px } input[type=checkbox] { min-height: 0; width: 18px; height: 18px; vertical-align: middle } label, #shown { margin-right: 16px; white-space: nowrap }
`
