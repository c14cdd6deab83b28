import { createORPCClient } from '@orpc/client'
import type { NodeConnection } from './connection.ts'
import { ConnectionStore } from './connection-store.ts'
import { keepPort } from './desktop-transport.ts'
import { ReconnectingLink } from './reconnecting-link.ts'
import { keepToken, reloadOnNewToken, takeToken } from './session-token.ts'
import { keepTab } from './tab-session.ts'
import { TokenChannel } from './token-channel.ts'
import { keepSocket } from './web-transport.ts'

/**
 * Connects to the node over the desktop bridge if there is one, else over the web shell's WebSocket. Returns at once;
 * calls wait for the connection. Call it once, before anything else reads the address.
 */
export function connect(): NodeConnection {
  const link = new ReconnectingLink()
  const store = new ConnectionStore()
  const retry = window.hyoban ? keepPort(window.hyoban, window, link, store) : keepPageSocket(link, store)
  return {
    client: createORPCClient(link),
    state: () => store.get().state,
    status: () => store.get(),
    subscribe: (changed) => store.subscribe(changed),
    retry,
  }
}

function keepPageSocket(link: ReconnectingLink, store: ConnectionStore): () => void {
  const { location, history, sessionStorage } = window
  const token = takeToken(location, history, sessionStorage)
  reloadOnNewToken(window)
  return keepTab({
    token,
    keep: (taken) => keepToken(sessionStorage, taken),
    connect: (taken) => keepSocket(pageSocketUrl(location), taken, link, store),
    reload: () => location.reload(),
    channel: new TokenChannel(),
    store,
  })
}

function pageSocketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/`
}
