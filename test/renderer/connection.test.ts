import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { afterEach, describe, expect, it } from 'vitest'
import { createRouter } from '../../main/contract/serve.ts'
import { startWebShell, type WebShell } from '../../main/shell/web/web-shell.ts'
import type { Client } from '../../renderer/client/connection/connection.ts'
import { ConnectionStore } from '../../renderer/client/connection/connection-store.ts'
import { ReconnectingLink } from '../../renderer/client/connection/reconnecting-link.ts'
import { asProblem, isAbort } from '../../renderer/client/problem.ts'
import { takeToken } from '../../renderer/client/connection/session-token.ts'
import { backOff, keepSocket } from '../../renderer/client/connection/web-transport.ts'
import { smallHandlers } from '../contract/small-handlers.ts'

/** Resolves when the store's state is `wanted`. */
const until = (store: ConnectionStore, wanted: (state: ReturnType<ConnectionStore['get']>) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!wanted(store.get())) return
      stop()
      resolve()
    }
    const stop = store.subscribe(look)
    look()
  })

/** A TCP proxy to `port` that can be cut while both ends stay up. */
async function cuttable(port: number): Promise<{ port: number; cut(): void; close(): Promise<unknown> }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1')
    for (const one of [socket, onward]) {
      open.add(one)
      one.on('error', () => one.destroy())
      one.on('close', () => [socket, onward].forEach((end) => end.destroy()))
    }
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => open.forEach((socket) => socket.destroy())
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: () => {
      cut()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('the WebSocket connection of the page', () => {
  const shells: WebShell[] = []
  let dir = ''
  afterEach(async () => {
    for (const shell of shells.splice(0)) await shell.close()
    await rm(dir, { recursive: true, force: true })
    dir = ''
  })
  const serve = async (port: number): Promise<WebShell> => {
    dir ||= await mkdtemp(join(tmpdir(), 'hyoban-page-'))
    await writeFile(join(dir, 'index.html'), '<!doctype html>')
    const shell = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir: dir, port })
    shells.push(shell)
    return shell
  }

  it('reports a lost connection and makes calls again after reconnecting', async () => {
    const shell = await serve(0)
    const proxy = await cuttable(shell.port)
    const [link, store] = [new ReconnectingLink(), new ConnectionStore()]
    const client: Client = createORPCClient(link)
    const states: string[] = []
    store.subscribe(() => states.push(store.get().state))
    keepSocket(`ws://127.0.0.1:${proxy.port}/`, shell.token, link, store)
    expect((await client.node.info()).version).toBe('0')

    const stream = await client.activity.list({})
    await stream.next()
    const cut = stream.next().then(
      () => 'went on',
      (error: unknown) => asProblem(error).code,
    )
    const lost = until(store, ({ state }) => state === 'lost')
    proxy.cut()
    await lost
    expect(['OFFLINE', 'CANCELLED']).toContain(await cut)
    expect((await client.node.info()).version).toBe('0')
    expect(states.filter((state, i) => state !== states[i - 1])).toEqual(['open', 'lost', 'open'])
    await proxy.close()
  })

  it('distinguishes a rejected token from an unreachable node', async () => {
    const first = await serve(0)
    const [link, store] = [new ReconnectingLink(), new ConnectionStore()]
    const retry = keepSocket(`ws://127.0.0.1:${first.port}/`, first.token, link, store)
    await until(store, ({ state }) => state === 'open')
    await first.close()
    shells.length = 0
    await until(store, ({ state }) => state === 'lost')
    expect(store.get().refused).toBe(false)
    // A restarted node has a new token.
    await serve(first.port)
    retry()
    await until(store, ({ refused }) => refused !== false)
    expect(store.get()).toMatchObject({ state: 'lost', refused: 'old-token' })
  })
})

describe('a call without a connection', () => {
  const transport = (answer: string) => ({ call: () => Promise.resolve(answer) })

  it('waits for the next transport', async () => {
    const link = new ReconnectingLink()
    const call = link.call(['x'], undefined, { context: {} })
    link.use(transport('here'))
    expect(await call).toBe('here')
    link.use(undefined)
    link.use(transport('there'))
    expect(await link.call(['x'], undefined, { context: {} })).toBe('there')
  })

  it('is rejected when cancelled, before or while it waits', async () => {
    const link = new ReconnectingLink()
    const stop = new AbortController()
    const waiting = link.call(['x'], undefined, { context: {}, signal: stop.signal }).catch((error: unknown) => error)
    stop.abort()
    expect(isAbort(await waiting)).toBe(true)
    expect(
      isAbort(await link.call(['x'], undefined, { context: {}, signal: stop.signal }).catch((error: unknown) => error)),
    ).toBe(true)
  })

  it('is rejected as OFFLINE after the time limit', async () => {
    const error: unknown = await new ReconnectingLink(1)
      .call(['x'], undefined, { context: {} })
      .catch((thrown: unknown) => thrown)
    expect(asProblem(error)).toEqual({
      code: 'OFFLINE',
      message: 'There is no connection to the node.',
      hint: '',
      details: {},
    })
  })
})

it('the reconnect delay doubles up to ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(backOff)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

describe('the session token of a tab', () => {
  const page = (hash: string) => {
    const kept = new Map<string, string>()
    const shown: string[] = []
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    } as unknown as Storage
    const history = {
      state: null,
      replaceState: (_state: unknown, _title: string, url: string) => shown.push(url),
    } as unknown as History
    const take = (fragment: string): string =>
      takeToken({ hash: fragment, pathname: '/peers', search: '?a=1' } as Location, history, storage)
    return { token: take(hash), shown, again: () => take('') }
  }
  it('is removed from the address and survives a reload', () => {
    const { token, shown, again } = page('#token=abc-_123')
    expect([token, shown, again()]).toEqual(['abc-_123', ['/peers?a=1'], 'abc-_123'])
  })
  it('is empty if there is none, and other fragments stay', () => {
    const { token, shown } = page('#section')
    expect([token, shown]).toEqual(['', []])
  })
})
