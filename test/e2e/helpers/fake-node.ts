import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { Emitter } from '../../../main/base/emitter.ts'
import type { Handlers } from '../../../main/contract/handlers.ts'
import { createRouter } from '../../../main/contract/serve.ts'
import type {
  HistoryEntry,
  TransferQueue,
  TransferSourceView,
  TransferStatistics,
  UploadLine,
} from '../../../main/contract/views/transfer-views.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { PeerBadge } from '../../../main/contract/trust.ts'
import { startWebShell } from '../../../main/shell/web/web-shell.ts'
import { smallHandlers } from '../../contract/small-handlers.ts'
import { goTo } from './ui.ts'
import { ROOT } from './server.ts'

/**
 * Contents of a fake node. It stands behind the real web shell and contract, for states that real nodes do not reach
 * within a test: every transfer state at once, extreme names, a thousand downloads, ten thousand finished ones.
 */
export interface FakeNodeData {
  transfers: Transfer[]
  history?: HistoryEntry[]
  queue?: Partial<TransferQueue>
  statistics?: TransferStatistics
  sources?: TransferSourceView[]
}

export interface FakeNode {
  url: string
  /** Recorded mutating calls, as "name input". */
  calls: string[]
  /** Replaces the transfers and notifies the page. */
  change(edit: (transfers: Transfer[]) => Transfer[]): void
  close(): Promise<void>
}

export const HOUR = 3_600_000

/** A peer whose keys are derived from `n`; `u` null is a new one. */
export function badge(name: string, n: number, u: number | null = 0.8): PeerBadge {
  const decision = u === null ? 'new' : u < 0.5 ? 'bad' : 'good'
  return {
    publicKey: n.toString(16).padStart(64, '0'),
    fingerprint: `${n.toString(36).padStart(4, 'k')}-test-peer`,
    name,
    trust: {
      u,
      total: u,
      recent: u,
      low: u === null ? null : Math.max(0, u - 0.1),
      high: u === null ? null : Math.min(1, u + 0.1),
      count: u === null ? 0 : 12,
      raters: u === null ? 0 : 4,
      decision,
      by: 'rule',
      override: null,
    },
  }
}

/** A transfer with defaults for everything that `part` omits. */
export function line(id: string, part: Partial<Transfer> = {}): Transfer {
  return {
    id,
    direction: 'down',
    root: Buffer.from(id.padEnd(32, '.')).toString('hex').slice(0, 64),
    name: `${id}.bin`,
    size: 100_000_000,
    moved: 0,
    state: 'waiting',
    problem: null,
    rate: 0,
    peer: badge('Aiko', 1),
    peerOnline: true,
    started: Date.now() - HOUR,
    ended: null,
    path: '',
    rated: null,
    priority: 'normal',
    place: null,
    retryAt: null,
    attempts: 0,
    queued: null,
    group: null,
    folder: '',
    sources: 1,
    ...part,
  }
}

const EMPTY_QUEUE: TransferQueue = {
  active: 0,
  waiting: 0,
  paused: 0,
  failed: 0,
  slots: { downloads: 8, uploads: 8, uploadsUsed: 0 },
  limits: { down: 0, up: 0, scheduled: false, until: null },
  awake: false,
  uploads: [],
}
const EMPTY_STATISTICS: TransferStatistics = {
  total: { given: 0, received: 0, ratio: null },
  byDay: [],
  byPeer: [],
  peers: 0,
}

/** A peer being served (position 0) or waiting in the upload queue. */
export function upload(
  peer: PeerBadge,
  position: number,
  of: number,
  part: Partial<UploadLine> & { reason?: UploadLine['weight']['reason'] } = {},
): UploadLine {
  const { reason = 'trust', ...rest } = part
  return {
    ...peer,
    position,
    of,
    since: Date.now() - HOUR,
    roots: ['ab'.repeat(32)],
    turn: 12_000_000,
    rate: 2_400_000,
    weight: { weight: 4.2, contribution: 1.2, trust: 2, friend: false, newcomer: false, reason, received: 90_000_000 },
    ...rest,
  }
}

/** Serves `data`, which changes only through `change`. `rendererDir` is the renderer build to serve. */
export async function startFakeNode(
  data: FakeNodeData,
  rendererDir = process.env.HYOBAN_RENDERER_DIR ?? join(ROOT, 'out', 'renderer'),
): Promise<FakeNode> {
  const { handlers } = smallHandlers()
  const calls: string[] = []
  const events = new Emitter<{ change: Transfer[] }>()
  let { transfers } = data
  const forever = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  async function* still<T>(value: T, signal: AbortSignal): AsyncGenerator<T, void, void> {
    yield value
    await forever(signal)
  }
  async function* following<T>(read: () => T, signal: AbortSignal): AsyncGenerator<T, void, void> {
    yield read()
    while (!signal.aborted) {
      await Promise.race([events.once('change'), forever(signal)])
      if (!signal.aborted) yield read()
    }
  }
  const record =
    (name: string) =>
    (input: unknown): void =>
      void calls.push(`${name} ${JSON.stringify(input)}`)
  const overrides: Partial<Handlers> = {
    node: {
      ...handlers.node,
      status: (_input, { signal }) =>
        still(
          {
            state: 'online' as const,
            reason: '' as const,
            peers: 12,
            downloadRate: transfers.reduce((sum, { direction, rate }) => sum + (direction === 'down' ? rate : 0), 0),
            uploadRate: 3_100_000,
            sharedFiles: 1204,
            sharedBytes: 48e9,
            tasks: [],
            notices: [],
          },
          signal,
        ),
    },
    transfers: {
      ...handlers.transfers,
      changes: async function* (_input, { signal }) {
        for await (const changed of following(() => transfers, signal)) yield { reset: true, changed, removed: [] }
      },
      details: ({ id }, { signal }) =>
        following(() => {
          const transfer = transfers.find((one) => one.id === id) ?? line(id)
          const cells =
            'h'.repeat(150) + 'p'.repeat(6) + 'f'.repeat(12) + 'm'.repeat(60) + 'h'.repeat(9) + 'm'.repeat(51)
          return {
            transfer,
            pieces: transfer.state === 'done' ? null : { chunks: 576, chunksPerCell: 2, cells },
            sources: data.sources ?? [],
          }
        }, signal),
      queue: (_input, { signal }) => still({ ...EMPTY_QUEUE, ...data.queue }, signal),
      history: ({ text, offset, limit }) => {
        const found = (data.history ?? []).filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
        return { total: found.length, rows: found.slice(offset, offset + limit) }
      },
      statistics: () => data.statistics ?? EMPTY_STATISTICS,
      pause: record('pause'),
      resume: record('resume'),
      remove: record('remove'),
      move: record('move'),
      setPriority: record('setPriority'),
      clearHistory: () => void calls.push('clearHistory'),
    },
    peers: { ...handlers.peers, decide: record('decide') },
    communities: { ...handlers.communities, list: (_input, { signal }) => still([], signal) },
    // No links from outside.
    desktop: {
      ...handlers.desktop,
      links: async function* (_input, { signal }) {
        await forever(signal)
      },
    },
    activity: {
      ...handlers.activity,
      notices: async function* (_input, { signal }) {
        await forever(signal)
      },
    },
  }
  const shell = await startWebShell({ router: createRouter({ ...handlers, ...overrides }), rendererDir, port: 0 })
  return {
    url: shell.url,
    calls,
    change: (edit) => {
      transfers = edit(transfers)
      events.emit('change', transfers)
    },
    close: () => shell.close(),
  }
}

/** Opens the Transfers page of a fake node and waits for its first row. */
export async function openTransfers(page: Page, node: FakeNode): Promise<void> {
  await page.goto(node.url)
  await goTo(page, 'transfers')
  await page.getByTestId('transfer-row').first().waitFor()
}
