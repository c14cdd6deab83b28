import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionStore } from '../../renderer/client/connection/connection-store.ts'
import { keepTab } from '../../renderer/client/connection/tab-session.ts'
import { TokenChannel } from '../../renderer/client/connection/token-channel.ts'

const open: BroadcastChannel[] = []
afterEach(() => open.splice(0).forEach((channel) => channel.close()))

/** A tab whose server accepts `accepted` only. */
function tab(token: string, accepted = 'good') {
  const channel = new BroadcastChannel('test.token')
  open.push(channel)
  const store = new ConnectionStore()
  const kept: string[] = []
  let reloads = 0
  keepTab({
    token,
    keep: (one) => kept.push(one),
    connect: (one) => {
      if (one === accepted) store.set('open')
      else store.set('lost', 'old-token')
      return () => {}
    },
    reload: () => reloads++,
    channel: new TokenChannel(channel),
    store,
  })
  const until = (wanted: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (wanted()) resolve()
      }
      store.subscribe(look)
      channel.addEventListener('message', () => queueMicrotask(look))
      look()
    })
  return { store, kept, until, reloads: () => reloads }
}

describe('a tab without a token', () => {
  it('gets it from a tab that is connected, and keeps it', async () => {
    tab('good')
    const second = tab('')
    await second.until(() => second.store.get().state === 'open')
    expect(second.kept).toEqual(['good'])
  })

  it('says so if no other tab is connected, and connects once one is', async () => {
    const lonely = tab('')
    await lonely.until(() => lonely.store.get().refused === 'no-token')
    tab('good')
    await lonely.until(() => lonely.store.get().state === 'open')
    expect(lonely.kept).toEqual(['good'])
  })

  it('gets none from a tab whose own was refused', async () => {
    tab('stale')
    const second = tab('')
    await second.until(() => second.store.get().state === 'lost')
    expect([second.store.get().refused, second.kept]).toEqual(['no-token', []])
  })
})

it('a tab with the token of a former server is reloaded with the one of a tab that is connected', async () => {
  const stale = tab('stale')
  tab('good')
  await stale.until(() => stale.reloads() > 0)
  expect([stale.kept, stale.reloads()]).toEqual([['good'], 1])
})

it('a tab that is connected keeps its token', async () => {
  const first = tab('good')
  tab('other', 'other')
  // answered after the announcement of the other tab
  const third = tab('')
  await third.until(() => third.store.get().state !== 'connecting')
  expect([first.kept, first.reloads()]).toEqual([[], 0])
})
