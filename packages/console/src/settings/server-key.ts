const place = 'sidetone.key'

/** The key for a server that wants one: kept until this tab is closed, and nowhere else. Empty: none. */
export const serverKey = {
  read: () => sessionStorage.getItem(place) ?? '',
  write: (key: string) => sessionStorage.setItem(place, key),
}
