import { ORPCError } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRouter } from '../../main/contract/serve.ts'
import { MAX_MESSAGE_BYTES } from '../../main/shell/limits.ts'
import { asProblem } from '../../renderer/client/problem.ts'
import { KEY, smallHandlers } from './small-handlers.ts'
import { inProcess, messagePort, webSocket, type Wired } from './transports.ts'

/** What a promise rejects with; fails if it does not. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it should have been refused')
}

/** The first value of a stream. */
async function first<T>(stream: AsyncIterator<T, unknown, unknown>): Promise<T> {
  const { done, value } = await stream.next()
  if (done) throw new Error('the stream ended at once')
  return value as T
}

describe.each([inProcess, messagePort, webSocket])('the contract over $name', (transport) => {
  let small: ReturnType<typeof smallHandlers>
  let wired: Wired

  beforeEach(async () => {
    small = smallHandlers()
    wired = await transport.open(createRouter(small.handlers))
  })
  afterEach(() => wired.close())

  it('calls and answers', async () => {
    const info = await wired.client.node.info()
    expect(info).toMatchObject({ identity: { publicKey: KEY, name: 'Ada' }, firstRun: false })
    expect(await wired.client.node.configure({ name: '  評判  ' })).toMatchObject({ name: '評判' })
    expect(await wired.client.node.settings()).toMatchObject({ name: '評判' })
    expect(await wired.client.transfers.pause({ id: 'one' })).toBeUndefined()
  })

  it('streams values in order until the reader stops, which aborts the handler', async () => {
    const seen: number[] = []
    const ended = small.streams.once('ended')
    for await (const { peers } of await wired.client.node.status()) {
      seen.push(peers)
      if (seen.length === 5) break
    }
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(await ended).toBe(0)
  })

  it('cancels a stream by its signal, which aborts the handler', async () => {
    const stop = new AbortController()
    const stream = await wired.client.node.status(undefined, { signal: stop.signal })
    expect(await stream.next()).toMatchObject({ done: false, value: { state: 'online' } })
    const ended = small.streams.once('ended')
    stop.abort()
    // Without a wire the handler stands still until it is asked again; with one, asking again is refused.
    await stream.next().catch(() => undefined)
    expect(await ended).toBe(0)
  })

  it('ends a stream when its handler ends', async () => {
    const totals: number[] = []
    for await (const { total } of await wired.client.search.run({ text: 'four' })) totals.push(total)
    expect(totals).toEqual([4])
  })

  it('transports a typed problem without a stack', async () => {
    const error = await rejection(wired.client.library.share({ path: '/nowhere' }))
    expect(error).toBeInstanceOf(ORPCError)
    expect(error).toMatchObject({ code: 'PROBLEM', defined: true })
    expect(asProblem(error)).toEqual({
      code: 'FOLDER_MISSING',
      message: '/nowhere does not exist.',
      hint: 'Choose another folder.',
      details: { path: '/nowhere' },
    })
    expect(JSON.stringify((error as ORPCError<string, unknown>).data)).not.toMatch(/\.ts:\d|at .*\(/)
  })

  it('transports a problem in the middle of a stream', async () => {
    const stream = await wired.client.search.run({ text: 'fail' })
    expect(await stream.next()).toMatchObject({ value: { total: 4 } })
    expect(asProblem(await rejection(stream.next()))).toMatchObject({ code: 'OFFLINE', hint: 'Go online.' })
  })

  it('reports an unexpected error without internals', async () => {
    expect(asProblem(await rejection(wired.client.library.unshare({ id: 1 })))).toEqual({
      code: 'INTERNAL',
      message: 'a slip of the programmer',
      hint: '',
      details: {},
    })
  })

  it.each([
    ['a missing field', {}],
    ['a wrong type', { publicKey: 7, score: 0.5, comment: '' }],
    ['a number out of range', { publicKey: KEY, score: 1.5, comment: '' }],
    ['a text too long', { publicKey: KEY, score: 0.5, comment: 'x'.repeat(501) }],
    ['a key in capitals', { publicKey: KEY.toUpperCase(), score: 0.5, comment: '' }],
  ])('refuses %s before the handler sees it', async (_name, input) => {
    expect(asProblem(await rejection(wired.client.peers.rate(input as never)))).toMatchObject({ code: 'BAD_INPUT' })
  })

  it('transports a large legal payload', async () => {
    small.entries(500)
    const stream = await wired.client.activity.list({ limit: 500 })
    const value = await first(stream)
    expect(value).toHaveLength(500)
    expect(value[499]?.values.text).toBe('評'.repeat(200))
    await stream.return?.(undefined)
  })

  it('keeps a hundred streams apart', async () => {
    const own = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const publicKey = i.toString(16).padStart(64, '0')
        const stream = await wired.client.peers.detail({ publicKey })
        const { peer } = await first(stream)
        await stream.return?.(undefined)
        return peer.publicKey === publicKey
      }),
    )
    expect(own.filter(Boolean)).toHaveLength(100)
    expect(await wired.client.node.info()).toMatchObject({ version: '0' })
  })
})

describe.each([messagePort, webSocket])('the wire of $name', (transport) => {
  let small: ReturnType<typeof smallHandlers>
  let wired: Wired

  beforeEach(async () => {
    small = smallHandlers()
    wired = await transport.open(createRouter(small.handlers))
  })
  afterEach(() => wired.close())

  it('closes on a message that is too large', async () => {
    await expect(wired.raw!('x'.repeat(MAX_MESSAGE_BYTES + 1))).resolves.toBeUndefined()
  })

  it('closes on an invalid message', async () => {
    await expect(wired.raw!('{ not json')).resolves.toBeUndefined()
  })

  it('answers an unknown procedure with an error', async () => {
    const none = wired.client as unknown as { node: { destroy(): Promise<void> } }
    expect(await rejection(none.node.destroy())).toBeInstanceOf(ORPCError)
  })

  it('ends every stream of a disconnected client', async () => {
    for (let i = 0; i < 10; i++) await (await wired.client.node.status()).next()
    expect(small.open()).toBe(10)
    const allEnded = new Promise<void>((resolve) => small.streams.on('ended', (left) => left === 0 && resolve()))
    wired.cut?.()
    await allEnded
  })
})
