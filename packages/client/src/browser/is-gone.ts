/** Whether the device in use is no longer there. Chromium and Firefox end its track; WebKit lets it go on in silence, so that the list of devices has to tell. */
export function isGone(track: { readonly readyState: string; readonly deviceId: string | undefined }, deviceIds: readonly string[]): boolean {
  if (track.readyState === 'ended') return true
  return track.deviceId !== undefined && track.deviceId !== '' && !deviceIds.includes(track.deviceId)
}
