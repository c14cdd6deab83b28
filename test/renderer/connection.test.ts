import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { afterEach, describe, expect, it } from 'vitest'
import { createRouter } from '../../main/contract/serve.ts'
import { startWebShell, type WebShell } from '../../main/shell/web/web-shell.ts'
import type { Client } from '../../renderer/client/connection.ts'
import { ConnectionStore } from '../../renderer/client/connection-store.ts'
import { LastingLink } from '../../renderer/client/link.ts'
import { asProblem, isAbort } from '../../renderer/client/problem.ts'
import { takeToken } from '../../renderer/client/session-token.ts'
import { backOff, keepSocket } from '../../renderer/client/web-transport.ts'
import { smallHandlers } from '../contract/small-handlers.ts'

/** Resolves once the store is in `state`. */
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

describe('the page side of the web shell', () => {
  const shells: WebShell[] = []
  let dir = ''
  afterEach(async () => {
    for (const shell of shells.splice(0)) await shell.close()
    await rm(dir, { recursive: true, force: true })
  })
  const serve = async (port: number): Promise<WebShell> => {
    dir = await mkdtemp(join(tmpdir(), 'hyoban-page-'))
    const shell = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir: dir, port })
    shells.push(shell)
    return shell
  }

  it('calls, loses the node, says so, and finds it again with what waited', async () => {
    const first = await serve(0)
    const [link, store] = [new LastingLink(), new ConnectionStore()]
    const client: Client = createORPCClient(link)
    // The token changes with each start: the page tries the address it knows, here one that answers to both.
    const retry = keepSocket(`ws://127.0.0.1:${first.port}/`, first.token, link, store)
    expect((await client.node.info()).version).toBe('0')
    expect(store.get().state).toBe('open')

    const stream = await client.node.status()
    await stream.next()
    const cut = (async () => {
      for (;;) if ((await stream.next()).done) return 'ended'
    })().catch((error: unknown) => asProblem(error).code)
    await first.close()
    shells.length = 0
    await until(store, ({ state }) => state === 'lost')
    expect(['OFFLINE', 'CANCELLED']).toContain(await cut)

    await serve(first.port)
    retry()
    await until(store, ({ refused }) => refused)
    expect(store.get()).toMatchObject({ state: 'lost', refused: true })
  })
})

describe('a call without a connection', () => {
  const transport = (answer: string) => ({ call: () => Promise.resolve(answer) })

  it('waits for the next one', async () => {
    const link = new LastingLink()
    const call = link.call(['x'], undefined, { context: {} })
    link.use(transport('here'))
    expect(await call).toBe('here')
    link.use(undefined)
    link.use(transport('there'))
    expect(await link.call(['x'], undefined, { context: {} })).toBe('there')
  })

  it('gives up when it is cancelled, before or while it waits', async () => {
    const link = new LastingLink()
    const stop = new AbortController()
    const waiting = link.call(['x'], undefined, { context: {}, signal: stop.signal }).catch((error: unknown) => error)
    stop.abort()
    expect(isAbort(await waiting)).toBe(true)
    expect(isAbort(await link.call(['x'], undefined, { context: {}, signal: stop.signal }).catch((error: unknown) => error))).toBe(true)
  })

  it('gives up when its patience ends, as OFFLINE', async () => {
    const error: unknown = await new LastingLink(1).call(['x'], undefined, { context: {} }).catch((thrown: unknown) => thrown)
    expect(asProblem(error)).toEqual({ code: 'OFFLINE', message: 'There is no connection to the node.', hint: '', details: {} })
  })
})

it('waits longer after each try, up to ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(backOff)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

describe('the token of this tab', () => {
  const page = (hash: string) => {
    const kept = new Map<string, string>()
    const shown: string[] = []
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) } as unknown as Storage
    const history = { state: null, replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) } as unknown as History
    const take = (fragment: string): string => takeToken({ hash: fragment, pathname: '/peers', search: '?a=1' } as Location, history, storage)
    return { token: take(hash), shown, again: () => take('') }
  }
  it('is taken out of the address and survives a reload', () => {
    const { token, shown, again } = page('#token=abc-_123')
    expect([token, shown, again()]).toEqual(['abc-_123', ['/peers?a=1'], 'abc-_123'])
  })
  it('is empty where there is none, and other fragments stay', () => {
    const { token, shown } = page('#section')
    expect([token, shown]).toEqual(['', []])
  })
})
