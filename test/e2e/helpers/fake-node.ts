import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { systemClock } from '../../../main/base/clock.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import type { Handlers } from '../../../main/contract/handlers.ts'
import { createRouter } from '../../../main/contract/serve.ts'
import type {
  HistoryEntry,
  TransferQueue,
  TransferSourceView,
  TransferStatistics,
} from '../../../main/contract/views/transfer-views.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { UpdatePort } from '../../../main/node.ts'
import { updateHandlers } from '../../../main/status/update-handlers.ts'
import { startWebShell } from '../../../main/shell/web/web-shell.ts'
import { smallHandlers } from '../../contract/small-handlers.ts'
import { line } from './fake-transfers.ts'
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
  /** The app's updates; by default there are none. */
  updates?: UpdatePort
}

export interface FakeNode {
  url: string
  /** Recorded mutating calls, as "name input". */
  calls: string[]
  /** Replaces the transfers and notifies the page. */
  change(edit: (transfers: Transfer[]) => Transfer[]): void
  close(): Promise<void>
}

const EMPTY_QUEUE: TransferQueue = {
  active: 0,
  waiting: 0,
  paused: 0,
  failed: 0,
  slots: { downloads: 8, uploads: 8, uploadsUsed: 0 },
  limits: { down: 0, up: 0, scheduled: false, alternative: false, until: null },
  awake: false,
  uploads: [],
}
const EMPTY_STATISTICS: TransferStatistics = {
  total: { given: 0, received: 0, ratio: null },
  byDay: [],
  byPeer: [],
  peers: 0,
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
            alternativeLimitsOn: false,
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
      ...updateHandlers({ updates: data.updates, clock: systemClock }),
      opened: async function* (_input, { signal }) {
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
