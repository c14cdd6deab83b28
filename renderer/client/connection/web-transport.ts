import { RPCLink } from '@orpc/client/websocket'
import type { ConnectionStore } from './connection-store.ts'
import type { ReconnectingLink } from './reconnecting-link.ts'

/** Must equal SUBPROTOCOL of the web shell; a test compares them. */
export const SUBPROTOCOL = 'hyoban.1'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** A server that serves pages but lets no socket in so many times has another token: it will not change its mind. */
const REFUSALS = 2

/** How long to wait before try number `attempt` (1, 2, ...): doubling, up to ten seconds. */
export function backOff(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempt - 1))
}

/** True if the server answers pages while it lets no socket in: then it is the token that it refuses. */
async function answersPages(url: string): Promise<boolean> {
  try {
    return (await fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/**
 * Keeps a WebSocket to the web shell that served this page: connects, and connects again whenever it breaks, until the
 * shell refuses the token. Returns a function that tries again at once.
 */
export function keepSocket(url: string, token: string, link: ReconnectingLink, state: ConnectionStore): () => void {
  let attempt = 0
  let refusals = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = (): void => {
    timer = undefined
    const socket = new WebSocket(url, [SUBPROTOCOL, token])
    let wasOpen = false
    // RPCLink listens first: its own 'close' listener ends the running calls before ours starts anew.
    const transport = new RPCLink({ websocket: socket })
    socket.addEventListener('open', () => {
      wasOpen = true
      attempt = 0
      refusals = 0
      link.use(transport)
      state.set('open')
    })
    socket.addEventListener('close', () => {
      link.use(undefined)
      attempt++
      state.set('lost', !wasOpen && state.get().refused)
      const again = setTimeout(open, backOff(attempt))
      timer = again
      if (wasOpen) return
      void answersPages(url).then((answers) => {
        // an attempt that began meanwhile knows better
        if (timer !== again) return
        state.set('lost', answers && 'old-token')
        if (answers && ++refusals >= REFUSALS) clearTimeout(again)
        if (!answers) refusals = 0
      })
    })
  }
  open()
  return () => {
    if (!timer) return
    clearTimeout(timer)
    open()
  }
}
