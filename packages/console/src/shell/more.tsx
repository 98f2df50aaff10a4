/** Set by `bundle.mjs`: the pages that are there beside this one. */
declare const EXAMPLE_PAGES: readonly string[]

const names: Readonly<Record<string, string>> = { avatar: 'A face that speaks', react: 'The smallest page with React' }

/** The way to what else the server has. A conversation is kept for who comes back. */
export function More() {
  if (EXAMPLE_PAGES.length === 0) return null
  return (
    <footer className="more">
      <nav aria-label="More">
        <span>Also on this server:</span>
        {EXAMPLE_PAGES.map((page) => (
          <a key={page} href={`${page}/`}>
            {names[page] ?? page}
          </a>
        ))}
      </nav>
    </footer>
  )
}
