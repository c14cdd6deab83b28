import type { Transfer } from '../../../main/contract/transfers.ts'
import type { HistoryEntry } from '../../../main/contract/views/transfer-views.ts'
import type { FakeNodeData } from './fake-node.ts'
import { badge, HOUR, line, upload } from './fake-transfers.ts'

export const LONG_NAME = `${'A very long name of a recording, '.repeat(6)}take 17.flac`
export const mallory = badge('mallory', 2, 0.1)
const [aiko, ada] = [badge('Aiko', 1), badge('עדה לאבלייס', 3, null)]
export const problem = (code: string, details: Record<string, string | number>, message = ''): Transfer['problem'] =>
  ({ code, message, hint: '', details }) as Transfer['problem']
const tour = { id: 'g', name: '京都の旅' }

/** Transfers in every state, some with extreme names. */
export function everyState(): FakeNodeData {
  const now = Date.now()
  return {
    transfers: [
      line('long', {
        name: LONG_NAME,
        state: 'active',
        moved: 40_000_000,
        rate: 8_300_000,
        sources: 3,
        priority: 'high',
      }),
      line('checked', { name: '夏の思い出.zip', state: 'verifying', moved: 100_000_000 }),
      line('queued', { queued: { position: 3, of: 7, reason: 'little', weight: 1.1 }, place: 1, peer: ada }),
      line('next', { place: 2 }),
      line('later', { place: 3 }),
      line('last', { place: 4, priority: 'low' }),
      line('away', { peerOnline: false }),
      line('mine', { state: 'paused', problem: problem('EXCLUDED', { by: 'you' }), peer: mallory }),
      line('theirs', { state: 'paused', problem: problem('EXCLUDED', { by: 'peer', reason: 'trust' }), peer: mallory }),
      line('full', {
        state: 'failed',
        attempts: 1,
        retryAt: now + HOUR,
        problem: problem('NO_SPACE', { path: '/d', needed: 5e9, free: 1e6 }),
      }),
      line('liar', {
        state: 'failed',
        rated: 0,
        problem: problem('CORRUPT', {}, 'The peer sent data that is not this file.'),
        peer: mallory,
      }),
      line('one', { group: tour, state: 'done', moved: 100_000_000, ended: now - 5000, path: '/d/one.bin', rated: 1 }),
      line('two', { group: tour, state: 'active', rate: 100 }),
      line('given', { direction: 'up', state: 'active', moved: 1000, rate: 5000, peer: ada }),
    ],
    history: [0, 1, 2].map((i): HistoryEntry => ({
      id: `h${i}`,
      direction: i === 1 ? 'up' : 'down',
      root: 'ab'.repeat(32),
      name: i === 0 ? LONG_NAME : `old ${i}.txt`,
      size: 5,
      moved: 5,
      peer: aiko,
      state: i === 2 ? 'failed' : 'done',
      code: i === 2 ? 'NO_SPACE' : '',
      path: '',
      started: now - HOUR,
      ended: now,
      rated: i === 0 ? 1 : null,
    })),
    queue: {
      limits: { down: 2e6, up: 5e5, scheduled: true, alternative: false, until: now + HOUR },
      slots: { downloads: 8, uploads: 8, uploadsUsed: 1 },
      uploads: [
        upload(ada, 0, 0),
        upload(aiko, 1, 2, { reason: 'contribution' }),
        upload(mallory, 2, 2, { reason: 'little' }),
      ],
    },
    statistics: {
      total: { given: 48e9, received: 31e9, ratio: 1.5 },
      byDay: [{ day: new Date().toISOString().slice(0, 10), given: 1e9, received: 2e9, ratio: 0.5 }],
      byPeer: [{ peer: aiko, given: 1e9, received: 2e9, ratio: 0.5 }],
      peers: 1,
    },
    sources: [
      { ...aiko, online: true, state: 'active', problem: null, rate: 1000, bytes: 30e6, share: 0.75, queued: null },
      {
        ...ada,
        online: true,
        state: 'queued',
        problem: null,
        rate: 0,
        bytes: 10e6,
        share: 0.25,
        queued: { position: 3, of: 7, reason: 'newcomer', weight: 1 },
      },
    ],
  }
}
