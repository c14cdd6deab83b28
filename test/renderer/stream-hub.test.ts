import { describe, expect, test } from 'vitest'
import { StreamHub, type StreamSnapshot } from '../../renderer/client/streams/stream-hub.ts'
import { orderByKeys } from '../../renderer/hooks/use-stable-order.ts'

/** A stream fed by the test, with the number of times it was opened. */
function feed() {
  const state = {
    opened: 0,
    signals: [] as AbortSignal[],
    push: (_value: number): void => {},
    fail: (_error: Error): void => {},
  }
  const open = (signal: AbortSignal): Promise<AsyncIterable<number>> => {
    state.opened++
    state.signals.push(signal)
    let settle: { resolve: (value: number) => void; reject: (error: Error) => void }
    let next = Promise.withResolvers<number>()
    settle = next
    state.push = (value) => settle.resolve(value)
    state.fail = (error) => settle.reject(error)
    signal.addEventListener('abort', () => settle.reject(new DOMException('gone', 'AbortError')))
    return Promise.resolve(
      (async function* () {
        while (true) {
          const value = await next.promise
          next = Promise.withResolvers<number>()
          settle = next
          yield value
        }
      })(),
    )
  }
  return { state, open }
}

/** Resolves when the hub's snapshot of `key` satisfies `wanted`. */
function reaches(
  hub: StreamHub,
  key: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<unknown>>,
  wanted: (snapshot: StreamSnapshot<unknown>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!wanted(hub.snapshot(key))) return
      stop()
      resolve()
    }
    const stop = hub.watch(key, open, check)
    queueMicrotask(check)
  })
}

describe('shared streams', () => {
  test('two viewers of one key share one stream', async () => {
    const hub = new StreamHub()
    const { state, open } = feed()
    const stops = [hub.watch('a', open, () => {}), hub.watch('a', open, () => {})]
    await Promise.resolve()
    state.push(1)
    await reaches(hub, 'a', open, ({ data }) => data === 1)
    expect(state.opened).toBe(1)
    stops.forEach((stop) => stop())
  })

  test('a failure becomes a problem, and the last data stays', async () => {
    const hub = new StreamHub()
    const { state, open } = feed()
    const stop = hub.watch('a', open, () => {})
    await Promise.resolve()
    state.push(7)
    await reaches(hub, 'a', open, ({ data }) => data === 7)
    state.fail(new Error('broken'))
    await reaches(hub, 'a', open, ({ status }) => status === 'error')
    expect(hub.snapshot('a')).toMatchObject({ data: 7, error: { code: 'OFFLINE', message: 'broken' } })
    stop()
  })

  test('after a reconnect every stream is reopened and the old one is closed', async () => {
    const hub = new StreamHub()
    const { state, open } = feed()
    const stop = hub.watch('a', open, () => {})
    await Promise.resolve()
    state.push(1)
    await reaches(hub, 'a', open, ({ data }) => data === 1)
    hub.reopenAll()
    await Promise.resolve()
    expect(state.opened).toBe(2)
    expect(state.signals[0]?.aborted).toBe(true)
    expect(hub.snapshot('a')).toMatchObject({ data: 1, error: undefined })
    state.push(2)
    await reaches(hub, 'a', open, ({ data }) => data === 2)
    stop()
  })
})

describe('rows under the pointer', () => {
  const keyOf = (row: { key: string }): string => row.key
  const rows = (keys: string): { key: string }[] => [...keys].map((key) => ({ key }))
  const keys = (found: { key: string }[]): string => found.map(keyOf).join('')

  test('keep their places when the order changes; new rows come last', () => {
    expect(keys(orderByKeys(rows('cxba'), keyOf, ['a', 'b', 'c'], null))).toBe('abcx')
  })
  test('that were removed stay only with keepGone', () => {
    expect(keys(orderByKeys(rows('ca'), keyOf, ['a', 'b', 'c'], null))).toBe('ac')
    expect(
      keys(orderByKeys(rows('ca'), keyOf, ['a', 'b', 'c'], new Map(rows('abc').map((row) => [row.key, row])))),
    ).toBe('abc')
  })
})
