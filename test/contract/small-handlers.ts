import { isContractProcedure } from '@orpc/contract'
import { defaultSettings } from '../../main/settings/defaults.ts'
import { HyobanError } from '../../main/base/errors.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { ActivityEntry } from '../../main/contract/activity.ts'
import { contract } from '../../main/contract/contract.ts'
import type { Handlers } from '../../main/contract/handlers.ts'
import type { NodeInfo, NodeStatus, Settings } from '../../main/contract/node.ts'
import type { PeerDetail, PeerRow } from '../../main/contract/peers.ts'

export const KEY = 'ab'.repeat(32)
const ROOT = 'cd'.repeat(32)

const trust = {
  u: 0.5,
  total: 0.5,
  recent: 0.5,
  count: 1,
  raters: 1,
  decision: 'good' as const,
  standing: 'good' as const,
  low: null,
  high: null,
  by: 'rule' as const,
  override: null,
}
const badge = { publicKey: KEY, fingerprint: 'abab-abab', name: 'Ada', trust }
const peer: PeerRow = {
  ...badge,
  online: true,
  lastSeen: 1,
  sharedFiles: 0,
  sharedBytes: 0,
  given: 0,
  received: 0,
  history: [],
  sources: { you: 1, trusted: 0, ignored: 0 },
  excludedSince: null,
  excludedBy: null,
  limited: [],
  conflict: false,
}
const explanation: PeerDetail['explanation'] = {
  mode: 'robust',
  sentence: { key: 'good', values: { u: 0.5 } },
  bars: { total: 0.5, recent: 0.5, threshold: 0.5 },
  trend: 0,
  confidence: 0.25,
  sources: {
    you: { count: 1, reasons: [{ reason: 'served', count: 1 }] },
    trusted: { count: 0, raters: 0, reasons: [] },
    ignored: { count: 0, reasons: [] },
  },
  raters: [],
  strongest: { for: [], against: [] },
  contributions: [],
  whatWouldChange: { direction: 'exclude', count: 4, with: 'trusted' },
  parameters: { thetaOut: 0.5 },
}
const info: NodeInfo = {
  version: '0',
  shell: 'none',
  platform: 'test',
  dataDir: '/data',
  firstRun: false,
  demo: false,
  identity: { publicKey: KEY, fingerprint: 'abab-abab', name: 'Ada' },
  community: { name: 'c', topic: ROOT },
}
const status = (peers: number): NodeStatus => ({
  state: 'online',
  reason: '',
  peers,
  downloadRate: 0,
  uploadRate: 0,
  alternativeLimitsOn: false,
  sharedFiles: 0,
  sharedBytes: 0,
  tasks: [],
  notices: [],
})

/** Waits until `signal` aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )

async function* once<T>(value: T, signal: AbortSignal): AsyncGenerator<T, void, void> {
  yield value
  await aborted(signal)
}

/** A handler for every procedure that this suite does not use: a new feature need not be told here. */
function unused(part: object): object {
  return Object.fromEntries(
    Object.entries(part).map(([key, item]: [string, object]) => [
      key,
      isContractProcedure(item) ? () => Promise.reject(new Error(`${key} is not used here`)) : unused(item),
    ]),
  )
}

/** Real handlers without a node: small, whole, and telling what happens to their streams. */
export function smallHandlers(): {
  handlers: Handlers
  streams: Emitter<{ opened: number; ended: number }>
  open: () => number
  entries: (count: number) => void
} {
  const streams = new Emitter<{ opened: number; ended: number }>()
  let running = 0
  let settings: Settings = {
    ...defaultSettings(),
    name: 'Ada',
    downloadFolder: '/tmp',
    network: true,
    community: 'c',
    closeTo: 'quit',
    trustMode: 'robust',
  }
  let activity: ActivityEntry[] = []

  async function* counting(signal: AbortSignal): AsyncGenerator<NodeStatus, void, void> {
    streams.emit('opened', ++running)
    const stop = aborted(signal)
    try {
      for (let n = 0; !signal.aborted; n++) {
        yield status(n)
        // hands the turn over, so that an abort is heard between two values
        await Promise.race([stop, new Promise((resolve) => setImmediate(resolve))])
      }
    } finally {
      streams.emit('ended', --running)
    }
  }

  const used: Pick<Handlers, 'node' | 'library' | 'search' | 'transfers' | 'peers' | 'activity' | 'desktop'> = {
    node: {
      info: () => info,
      status: (_input, { signal }) => counting(signal),
      setup: () => info,
      settings: () => settings,
      configure: (change) => (settings = { ...settings, ...change }),
      dismissNotice: () => {},
    },
    library: {
      folders: (_input, { signal }) => once([], signal),
      preview: async function* () {
        yield { files: 0, bytes: 0, skipped: {}, done: true }
      },
      share: ({ path }) => {
        throw new HyobanError('FOLDER_MISSING', `${path} does not exist.`, {
          hint: 'Choose another folder.',
          details: { path },
        })
      },
      unshare: () => {
        throw new TypeError('a slip of the programmer')
      },
      rescan: () => {},
      files: () => ({ total: 0, rows: [] }),
      skipped: () => [],
      configure: () => {
        throw new HyobanError('NOT_FOUND', 'This folder is no longer shared.')
      },
      progress: (_input, { signal }) => once({ paused: false, hashing: null, verify: null }, signal),
      pause: () => {},
      verify: () => {},
      cancelVerify: () => {},
      metadata: () => ({ state: 'unknown', metadata: {}, thumbnail: false }),
      browse: ({ path }) => ({ path, parent: null, folders: [] }),
    },
    search: {
      ...(unused(contract.search) as Handlers['search']),
      async *run({ text }) {
        yield { hits: [], total: text.length, catalogues: 0, arriving: 0, hidden: { hits: 0, peers: 0 } }
        if (text === 'fail') throw new HyobanError('OFFLINE', 'The node is offline.', { hint: 'Go online.' })
      },
    },
    transfers: {
      ...(unused(contract.transfers) as Handlers['transfers']),
      list: (_input, { signal }) => once([], signal),
      download: ({ name }) => ({ id: 'one', name }),
      pause: () => {},
      resume: () => {},
      remove: () => {},
    },
    peers: {
      list: (_input, { signal }) => once([peer], signal),
      detail: ({ publicKey }, { signal }) =>
        once(
          {
            peer: { ...peer, publicKey },
            timeline: [],
            ratings: [],
            formula: {
              weightTotal: 0.5,
              weightRecent: 0.5,
              recentWindow: 5,
              recentCount: 1,
              minRatings: 5,
              exclusionThreshold: 0.5,
            },
            explanation,
            override: null,
            restarts: [],
            conflict: null,
          },
          signal,
        ),
      myself: (_input, { signal }) => once(peer, signal),
      rate: () => {},
      correct: () => {},
      decide: () => {},
      excluded: (_input, { signal }) => once([], signal),
      decisions: (_input, { signal }) => once([], signal),
      graph: (_input, { signal }) => once({ nodes: [], edges: [], more: 0 }, signal),
      receipt: () => {
        throw new HyobanError('NOT_FOUND', 'This rating is not available.')
      },
      ignored: (_input, { signal }) => once({ total: 0, reasons: [] }, signal),
    },
    activity: {
      ...(unused(contract.activity) as Handlers['activity']),
      list: (_input, { signal }) => once(activity, signal),
    },
    desktop: {
      ...(unused(contract.desktop) as Handlers['desktop']),
      capabilities: () => ({
        pickFolder: false,
        openFile: false,
        revealFile: false,
        dragFile: false,
        notify: false,
        integrate: false,
      }),
      updates: (_input, { signal }) =>
        once({ state: 'off', reason: 'notInstalled', version: null, percent: 0 }, signal),
      pickFolder: () => ({ path: null }),
      openFile: () => {},
      revealFile: () => {},
    },
  }
  const handlers = { ...unused(contract), ...used } as Handlers
  const entries = (count: number): void => {
    activity = Array.from({ length: count }, (_, id) => ({
      id,
      time: id,
      kind: 'ratingSeen',
      level: 'info',
      peer: { publicKey: KEY, fingerprint: 'abab-abab', name: 'x'.repeat(60) },
      values: { text: '評'.repeat(200) },
    }))
  }
  return { handlers, streams, open: () => running, entries }
}
