import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { TransfersStore } from '../../../main/store/transfers/transfers-store.ts'
import { Download } from '../../../main/transfers/download/download.ts'
import type { DownloadHost } from '../../../main/transfers/download/host.ts'
import type { TransferRow, TransferStore } from '../../../main/transfers/ports.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'

afterEach(cleanNodes)

const PEER = 'ab'.repeat(32)
const ROW: TransferRow = {
  id: '1',
  direction: 'down',
  root: 'cd'.repeat(32),
  name: 'song.mp3',
  size: 1000,
  peer: PEER,
  folder: '/downloads',
  part: 'song.mp3.part',
  path: '/downloads/song.mp3',
  inode: 0,
  moved: 1000,
  state: 'done',
  problem: null,
  started: 1,
  ended: 2,
  rated: null,
  due: null,
  target: '',
}

/** The store of a process that is killed after `writes` more writes. */
function killedAfter(store: TransferStore, writes: number): TransferStore {
  let left = writes
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...values: unknown[]) => unknown
      if (!String(name).startsWith('save')) return method.bind(target)
      return (...values: unknown[]) => (left-- > 0 ? method.apply(target, values) : undefined)
    },
  })
}

const open = (store: TransferStore, row: TransferRow): Download =>
  new Download({ ...row }, { storage: { transfers: store }, clock: new ManualClock() } as unknown as DownloadHost, {
    changed: () => {},
    rate: () => {},
    finished: async () => {},
  })

test.each([0, 1, 2])('a kill after %i writes of a score: it is shown, or its outcome is still due', (writes) => {
  const database = openDatabase(join(tempDir(), 'hyoban.db'), { log: () => {} })
  try {
    const store = new TransfersStore(database)
    store.save(ROW)
    store.saveSource(ROW.id, { peer: PEER, bytes: 1000, rated: null, due: '{}' })
    open(killedAfter(store, writes), ROW).rated(PEER, 1)

    const restarted = open(store, store.all()[0] as TransferRow)
    expect(restarted.row.rated === 1 || restarted.dues().length === 1).toBe(true)
    if (writes === 2) expect([restarted.row.rated, restarted.dues()]).toEqual([1, []])
  } finally {
    database.close()
  }
})
