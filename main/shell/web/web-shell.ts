import { randomBytes } from 'node:crypto'
import { createServer, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AnyRouter } from '@orpc/server'
import { WebSocketServer } from 'ws'
import { HyobanError, systemCode } from '../../base/errors.ts'
import type { NodeContent } from '../../node.ts'
import { contentServer } from '../content/content-server.ts'
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from '../limits.ts'
import { createRpcServer } from '../rpc-server.ts'
import { upgradeProblem } from './guard.ts'
import { pageServer } from './pages.ts'
import { socketWire } from './socket-wire.ts'

const LOOPBACK = '127.0.0.1'
/** Sockets that do not answer a ping within this time are gone. */
const PING_MS = 30_000
/** The code of RFC 6455 for a server that is going away. */
const GOING_AWAY = 1001

export interface WebShellOptions {
  /** The contract's router, from `createRouter`. */
  router: AnyRouter
  /** Thumbnails and files to look at; left out: none. */
  content?: NodeContent
  /** Holds the built UI. */
  rendererDir: string
  /** 0 takes a free one. */
  port: number
}

export interface WebShell {
  /** The page with the token in its fragment, which a browser never sends over the network. */
  url: string
  token: string
  port: number
  close(): Promise<void>
}

function listenError(error: unknown, port: number): HyobanError {
  const hint = 'Choose another port with --port, or leave it out to get a free one.'
  const code = systemCode(error)
  if (code === 'EADDRINUSE')
    return new HyobanError('PORT_BUSY', `Port ${port} is already in use.`, { hint, details: { port }, cause: error })
  if (code === 'EACCES')
    return new HyobanError('PORT_BUSY', `Port ${port} is not open to this account.`, {
      hint,
      details: { port },
      cause: error,
    })
  return new HyobanError(
    'INTERNAL',
    `Cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}.`,
    { hint, details: { port }, cause: error },
  )
}

/**
 * Serves the UI over HTTP and the contract over WebSocket on 127.0.0.1, guarded by a fresh random token.
 * Throws HyobanError PORT_BUSY when the port is taken.
 */
export async function startWebShell(options: WebShellOptions): Promise<WebShell> {
  const token = randomBytes(32).toString('base64url')
  const servePeer = createRpcServer(options.router)
  const pages = pageServer(options.rendererDir)
  const contents = options.content && contentServer(options.content.book, options.content.token)
  const server = createServer((request, response) => {
    if (!contents?.(request, response)) pages(request, response)
  })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const problem = upgradeProblem(request.headers, token)
    if (problem) {
      socket.end(`HTTP/1.1 ${problem} ${STATUS_CODES[problem]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = servePeer(socketWire(webSocket))
      let answered = true
      const ping = setInterval(() => {
        if (!answered) return webSocket.terminate()
        answered = false
        webSocket.ping()
      }, PING_MS)
      ping.unref()
      webSocket.on('pong', () => (answered = true))
      webSocket.on('message', (data, isBinary) => void peer.message(isBinary ? toBytes(data) : String(data)))
      // An oversized or malformed frame ends the socket by itself; 'close' follows.
      webSocket.on('error', () => {})
      webSocket.on('close', () => {
        clearInterval(ping)
        peer.closed()
      })
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options.port)))
    server.listen(options.port, LOOPBACK, resolve)
  })
  const port = (server.address() as AddressInfo).port

  return {
    url: `http://${LOOPBACK}:${port}/#token=${token}`,
    token,
    port,
    async close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the node is closing')
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      // A page that does not answer the closing handshake must not hold the node up.
      const cut = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500)
      await closed
      clearTimeout(cut)
    },
  }
}

function toBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data))
  return new Uint8Array(data instanceof ArrayBuffer ? data : Buffer.from(data))
}
