import { RPCLink } from '@orpc/client/websocket'
import type { ConnectionStore } from './connection-store.ts'
import type { LastingLink } from './link.ts'

/** Must equal SUBPROTOCOL of the web shell; a test compares them. */
export const SUBPROTOCOL = 'hyoban.1'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

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
 * Keeps a WebSocket to the web shell that served this page: connects, and connects again whenever it breaks. Returns a
 * function that tries again at once.
 */
export function keepSocket(url: string, token: string, link: LastingLink, state: ConnectionStore): () => void {
  let attempt = 0
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
      link.use(transport)
      state.set('open')
    })
    socket.addEventListener('close', () => {
      link.use(undefined)
      attempt++
      timer = setTimeout(open, backOff(attempt))
      state.set('lost', state.get().refused && !wasOpen)
      if (!wasOpen) {
        void answersPages(url).then((refused) => {
          if (state.get().state === 'lost') state.set('lost', refused)
        })
      }
    })
  }
  open()
  return () => {
    if (!timer) return
    clearTimeout(timer)
    open()
  }
}
