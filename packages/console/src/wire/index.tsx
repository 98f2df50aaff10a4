export function WirePanel() {
  return <p>Nothing went over the wire yet.</p>
}
