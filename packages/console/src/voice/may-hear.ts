/** Whether the browser gives the microphone without asking. One that does not say asks. */
export async function mayHear(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state === 'granted'
  } catch {
    return false
  }
}
