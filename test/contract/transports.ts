import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { createRouterClient, type AnyRouter } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../main/contract/contract.ts'
import { createPortServer } from '../../main/shell/electron/core/port-transport.ts'
import { SUBPROTOCOL } from '../../main/shell/limits.ts'
import { startWebShell } from '../../main/shell/web/web-shell.ts'

export type ContractClient = ContractRouterClient<Contract>

/**
 * One way between a client and a router; `raw` sends what no client would, and tells whether the wire was cut for it.
 */
export interface Wired {
  client: ContractClient
  raw?: (message: string | Uint8Array) => Promise<void>
  /** Cuts the wire from the client's side. */
  cut?: () => void
  close(): Promise<void>
}

export interface TestTransport {
  name: string
  open(router: AnyRouter): Promise<Wired>
}

/** No wire at all: the router is called where it is. */
export const inProcess: TestTransport = {
  name: 'in process',
  open: (router) =>
    Promise.resolve({
      client: createRouterClient(router, {}) as unknown as ContractClient,
      close: () => Promise.resolve(),
    }),
}

/** A MessageChannel, as between the desktop's page and its core. */
export const messagePort: TestTransport = {
  name: 'MessagePort',
  open(router) {
    const { port1, port2 } = new MessageChannel()
    createPortServer(router)(port1)
    const link = new PortLink({ port: port2 as unknown as MessagePort })
    port2.start()
    const gone = new Promise<void>((resolve) => port2.once('close', () => resolve()))
    return Promise.resolve({
      client: createORPCClient(link) as ContractClient,
      raw: (message) => {
        port2.postMessage(message)
        return gone
      },
      cut: () => port2.close(),
      close: async () => {
        port2.close()
        await gone
      },
    })
  },
}

/** The real web shell and a WebSocket as a browser opens it. */
export const webSocket: TestTransport = {
  name: 'WebSocket',
  async open(router) {
    const rendererDir = await mkdtemp(join(tmpdir(), 'hyoban-ui-'))
    await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Hyoban</title>')
    const shell = await startWebShell({ router, rendererDir, port: 0 })
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/`, [SUBPROTOCOL, shell.token])
    const gone = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()))
    const client: ContractClient = createORPCClient(new SocketLink({ websocket: socket }))
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return {
      client,
      raw: (message) => {
        socket.send(message as string)
        return gone
      },
      cut: () => socket.close(),
      close: async () => {
        socket.close()
        await shell.close()
        await rm(rendererDir, { recursive: true, force: true })
      },
    }
  },
}
