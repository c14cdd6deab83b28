import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { AnyRouter } from '@orpc/server'
import { type WebSocket, WebSocketServer } from 'ws'
import { HyobanError, messageOf, systemCode } from '../../base/errors.ts'
import type { Handlers } from '../../contract/handlers.ts'
import type { NodeContent } from '../../node.ts'
import { contentServer } from '../content/content-server.ts'
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from '../limits.ts'
import { createRpcServer, type RpcConnection, type RpcTransport } from '../rpc-server.ts'
import { safeHandler } from '../safe-handler.ts'
import { upgradeProblem } from './guard.ts'
import { metricsServer } from './metrics.ts'
import { pageServer } from './pages.ts'
import { newToken } from './token-file.ts'
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
  /** What /metrics is made of; without it, there is none. */
  handlers?: Handlers
  /** Folder of the built UI; without it, no pages are served. */
  rendererDir?: string
  /** Secret that pages must know; left out: a new random one. */
  token?: string
  /** 0 selects a free port. */
  port: number
  /** Writes one line of diagnostics; left out: discarded. */
  log?: (line: string) => void
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
  return new HyobanError('INTERNAL', `Cannot listen on port ${port}: ${messageOf(error)}.`, {
    hint,
    details: { port },
    cause: error,
  })
}

/**
 * Serves the UI over HTTP and the contract over WebSocket on 127.0.0.1, protected by a token. Throws
 * HyobanError PORT_BUSY if the port is not available.
 */
export async function startWebShell(options: WebShellOptions): Promise<WebShell> {
  const token = options.token ?? newToken()
  const servePeer = createRpcServer(options.router)
  const pages = options.rendererDir === undefined ? nothingHere : pageServer(options.rendererDir)
  const contents = options.content && contentServer(options.content.book, options.content.token)
  const metrics = options.handlers && metricsServer(options.handlers, token)
  const log = options.log ?? (() => {})
  const respond = safeHandler((request, response) => {
    if (contents?.(request, response)) return undefined
    return metrics?.(request, response) ?? pages(request, response)
  }, log)
  const server = createServer(respond)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const problem = upgradeProblem(request.headers, token)
    if (problem) {
      const refusal = `HTTP/1.1 ${problem} ${STATUS_CODES[problem]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      // destroyed, because a peer that never closes its half would keep the descriptor
      socket.end(refusal, () => socket.destroy())
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveSocket(webSocket, servePeer))
  }
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    try {
      upgrade(request, socket, head)
    } catch (error) {
      log(`web: an upgrade failed: ${messageOf(error)}`)
      socket.destroy()
    }
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options.port)))
    server.listen(options.port, LOOPBACK, resolve)
  })
  server.on('error', (error) => log(`web: ${messageOf(error)}`))
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

function nothingHere(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'Content-Length': '0', 'Cache-Control': 'no-store' }).end()
}

/** Serves one page until its socket closes or stops answering. */
function serveSocket(socket: WebSocket, servePeer: (transport: RpcTransport) => RpcConnection): void {
  const peer = servePeer(socketTransport(socket))
  let answered = true
  const ping = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_MS)
  ping.unref()
  socket.on('pong', () => (answered = true))
  socket.on('message', (data, isBinary) => void peer.message(isBinary ? toBytes(data) : String(data)))
  // ws closes the socket after an oversized or malformed frame; 'close' follows
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(ping)
    peer.closed()
  })
}

function toBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data))
  return new Uint8Array(data instanceof ArrayBuffer ? data : Buffer.from(data))
}
