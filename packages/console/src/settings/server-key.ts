import { observable } from '@sidetone/client'

const place = 'sidetone.key'

/** The key for a server that wants one: kept until this tab is closed, and nowhere else. Empty: none. */
export const serverKey = observable(sessionStorage.getItem(place) ?? '')
serverKey.subscribe((key) => sessionStorage.setItem(place, key))
