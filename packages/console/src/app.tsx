export function App() {
  return (
    <main>
      <h1>Sidetone</h1>
    </main>
  )
}
