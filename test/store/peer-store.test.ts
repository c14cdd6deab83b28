import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { MetPeer } from '../../main/peers/peers.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SqlitePeerStore } from '../../main/store/peer-store.ts'

test('peers are stored as last saved, and removed ones are gone', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-peers-'))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  onTestFinished(async () => {
    database.close()
    await rm(dir, { recursive: true, force: true })
  })
  const store = new SqlitePeerStore(database)
  const peer = (key: string): MetPeer => ({
    key,
    name: `name of ${key}`,
    firstSeen: 1,
    lastSeen: 2,
    given: 3,
    received: 4,
    excludedSince: null,
  })
  for (const key of ['aa', 'bb', 'cc']) store.save(peer(key))
  store.save({ ...peer('bb'), received: 9, excludedSince: 7 })
  store.remove(['aa', 'cc', 'unknown'])
  expect(store.all()).toEqual([{ ...peer('bb'), received: 9, excludedSince: 7 }])
})
