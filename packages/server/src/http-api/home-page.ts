/** What a person sees who opens the server in a browser. */
export function homePage(realtimeUrl: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sidetone</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}</style>
<h1>Sidetone</h1>
<p>A realtime voice server. It speaks the OpenAI Realtime API over WebSocket:</p>
<p><code>${escapeHtml(realtimeUrl)}</code></p>
<p>Talk to it from a terminal: <code>npm run sidetone -- talk FILE.wav</code></p>
<p>Is it ready? <a href="/healthz">/healthz</a></p>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
