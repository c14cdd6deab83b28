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
import { socketTransport } from './socket-transport.ts'

const LOOPBACK = '127.0.0.1'
/** Interval between pings; a socket that has not answered by the next one is closed. */
const PING_MS = 30_000
/** RFC 6455 status code 1001. */
const GOING_AWAY = 1001

export interface WebShellOptions {
  /** The contract's router, from `createRouter`. */
  router: AnyRouter
  /** Thumbnails and previews; without it, none are served. */
  content?: NodeContent
  /** Folder of the built UI. */
  rendererDir: string
  /** 0 selects a free port. */
  port: number
}

export interface WebShell {
  /** The page's address, with the token in the fragment, which browsers never transmit. */
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
    return new HyobanError('PORT_BUSY', `This account may not listen on port ${port}.`, {
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
 * Serves the UI over HTTP and the contract over WebSocket on 127.0.0.1, protected by a new random token. Throws
 * HyobanError PORT_BUSY if the port is not available.
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
      const answer = `HTTP/1.1 ${problem} ${STATUS_CODES[problem]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      // whoever never closes its end would keep the descriptor
      socket.end(answer, () => socket.destroy())
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = servePeer(socketTransport(webSocket))
      let answered = true
      const ping = setInterval(() => {
        if (!answered) return webSocket.terminate()
        answered = false
        webSocket.ping()
      }, PING_MS)
      ping.unref()
      webSocket.on('pong', () => (answered = true))
      webSocket.on('message', (data, isBinary) => void peer.message(isBinary ? toBytes(data) : String(data)))
      // ws closes the socket after an oversized or malformed frame; 'close' follows
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
      // do not wait for pages that do not answer the closing handshake
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
