import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { Settings } from '../../main/contract/node.ts'
import { CutCatalogues } from '../../main/search/replication/cut-catalogues.ts'
import { Replication, type ReplicaRow } from '../../main/search/replication/replication.ts'
import { defaultSettings } from '../../main/settings/defaults.ts'
import { StandingNotices } from '../../main/status/standing-notices.ts'

function setUp() {
  const clock = new ManualClock()
  const settings = {
    values: defaultSettings(),
    events: new Emitter<{ change: { before: Settings; after: Settings } }>(),
  }
  const rows = new Map<string, ReplicaRow>()
  const replication = new Replication({
    store: {
      replicas: () => [],
      saveReplica: (row) => void rows.set(row.peer, row),
      dropReplica: (peer) => void rows.delete(peer),
    },
    index: { sharesOf: () => ({ files: 0, bytes: 0 }) },
    indexer: { forget: () => Promise.resolve(true) },
    logs: { clear: () => Promise.resolve() },
    settings,
    trust: { trustOf: () => ({ decision: 'good', count: 1 }) },
    presence: { isOnline: () => true },
    clock,
    log: () => {},
  })
  const notices = new StandingNotices()
  const again: string[] = []
  const names = { named: (peer: string) => ({ name: `peer ${peer}` }) }
  const indexer = { again: (peer: string) => void again.push(peer) }
  const cut = new CutCatalogues({ replication, indexer, settings, notices, names, clock })
  return { clock, replication, settings, notices, again, cut }
}

test('a cut catalogue raises a notice until it is whole; at most five are shown', () => {
  const { replication, notices } = setUp()
  for (let n = 0; n < 7; n++) replication.mark(`p${n}`, 'key', 'entries')
  expect(notices.all().map(({ id }) => id)).toEqual([0, 1, 2, 3, 4].map((n) => `catalogue-p${n}`))
  expect(notices.all()[0]).toMatchObject({ code: 'REFUSED', details: { catalogue: 'peer p0' } })
  replication.mark('p0', 'key', '')
  expect(notices.all().map(({ id }) => id)).not.toContain('catalogue-p0')
})

test('cut catalogues are resumed every ten minutes until close', () => {
  const { clock, replication, again, cut } = setUp()
  replication.mark('cut', 'key', 'total')
  replication.mark('whole', 'key', '')
  clock.advance(599_999)
  expect(again).toEqual([])
  clock.advance(1)
  expect(again).toEqual(['cut'])
  clock.advance(600_000)
  expect(again).toEqual(['cut', 'cut'])
  cut.close()
  clock.advance(600_000)
  expect(again).toHaveLength(2)
})

test('changed limits resume cut catalogues at once; other settings do not', async () => {
  const { replication, settings, again } = setUp()
  replication.mark('cut', 'key', 'total')
  const before = settings.values
  settings.events.emit('change', { before, after: { ...before, name: 'Beni' } })
  await Promise.resolve()
  expect(again).toEqual([])
  settings.events.emit('change', { before, after: { ...before, catalogueEntries: before.catalogueEntries + 1 } })
  await new Promise((resolve) => setImmediate(resolve))
  expect(again).toEqual(['cut'])
})
