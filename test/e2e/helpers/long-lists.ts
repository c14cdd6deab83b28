import type { HistoryEntry } from '../../../main/contract/views/transfer-views.ts'
import type { FakeNodeData } from './fake-node.ts'
import { badge, HOUR, line } from './fake-transfers.ts'

/** 1000 queued downloads and 10,000 finished ones. */
export function longLists(): FakeNodeData {
  const [now, peer] = [Date.now(), badge('Aiko', 1)]
  return {
    transfers: Array.from({ length: 1000 }, (_, i) => line(`q${i}`, { place: i + 1, name: `queued ${i}.bin` })),
    history: Array.from({ length: 10_000 }, (_, i): HistoryEntry => ({
      id: `h${i}`,
      direction: 'down',
      root: 'ab'.repeat(32),
      name: `ended ${i}.bin`,
      size: i,
      moved: i,
      peer,
      state: 'done',
      code: '',
      path: '',
      started: now - HOUR,
      ended: now - i * 1000,
      rated: null,
    })),
  }
}
