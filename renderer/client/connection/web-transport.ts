import { RPCLink } from '@orpc/client/websocket'
import type { ConnectionStore } from './connection-store.ts'
import type { ReconnectingLink } from './reconnecting-link.ts'

/** Must equal SUBPROTOCOL in main/shell/limits.ts; a test compares them. */
export const PAGE_SUBPROTOCOL = 'hyoban.1'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** The token is considered stale after this many rejected sockets while the server still serves pages. */
const REFUSALS = 2

/** Delay in ms before attempt 1, 2, ...: exponential backoff up to ten seconds. */
export function backOff(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempt - 1))
}

/** True if the server still serves pages: a rejected socket then means a rejected token. */
async function answersPages(url: string): Promise<boolean> {
  try {
    return (await fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/**
 * Keeps a WebSocket to the web shell that served this page and reconnects whenever it breaks, until the shell rejects
 * the token. Returns a function that reconnects at once.
 */
export function keepSocket(url: string, token: string, link: ReconnectingLink, state: ConnectionStore): () => void {
  let attempt = 0
  let refusals = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = (): void => {
    timer = undefined
    const socket = new WebSocket(url, [PAGE_SUBPROTOCOL, token])
    let wasOpen = false
    // RPCLink must listen first: its 'close' listener fails the running calls before ours reconnects.
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
        // A newer attempt has started meanwhile.
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
