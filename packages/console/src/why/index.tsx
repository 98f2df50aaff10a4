export function WhyPanel() {
  return <p>Nothing to explain yet.</p>
}
