import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { live } from '../../main/base/live.ts'

function source() {
  const clock = new ManualClock()
  const events = new Emitter<{ change: number }>()
  let value = 0
  return {
    clock,
    set(next: number) {
      value = next
      events.emit('change', next)
    },
    stream: (signal?: AbortSignal) =>
      live({ read: () => value, subscribe: (changed) => events.on('change', changed), clock, intervalMs: 100 }, signal),
  }
}

test('gives the present value at once', async () => {
  const { stream } = source()
  const { signal } = new AbortController()
  expect(await stream(signal).next()).toEqual({ done: false, value: 0 })
})

test('skips what changed in between and always gives the newest', async () => {
  const { stream, set, clock } = source()
  const values = stream(new AbortController().signal)
  await values.next()
  const second = values.next()
  set(1)
  set(2)
  set(3)
  clock.advance(100)
  expect((await second).value).toBe(3)
})

test('waits for a change that comes after the interval', async () => {
  const { stream, set, clock } = source()
  const values = stream(new AbortController().signal)
  await values.next()
  const second = values.next()
  clock.advance(100)
  await Promise.resolve()
  set(7)
  expect((await second).value).toBe(7)
})

test('ends when its signal aborts, also in the middle of waiting', async () => {
  const { stream } = source()
  const controller = new AbortController()
  const values = stream(controller.signal)
  await values.next()
  const end = values.next()
  controller.abort()
  expect(await end).toEqual({ done: true, value: undefined })
})
