import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, problem, procedure } from './base.ts'
import { fileKind } from './library.ts'

export const identityView = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string() })

const nodeInfo = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'web', 'none']),
  platform: z.string(),
  dataDir: z.string(),
  identity: identityView,
  /** The community joined at present; null before the first-run panel is answered. */
  community: z.object({ name: z.string(), topic: hex32 }).nullable(),
  firstRun: z.boolean(),
  /** True in a node of the demo community. */
  demo: z.boolean(),
})
export type NodeInfo = z.infer<typeof nodeInfo>

/** Why the node is not online, as a key of the translations. */
export const OFFLINE_REASONS = [
  '',
  'noCommunity',
  'starting',
  'lookingForPeers',
  'bootstrapUnreachable',
  'suspended',
  'switchedOff',
] as const

export const nodeStatus = z.object({
  state: z.enum(['online', 'connecting', 'offline']),
  reason: z.enum(OFFLINE_REASONS),
  peers: z.number().int(),
  /** Bytes a second, averaged over the last few seconds. */
  downloadRate: z.number(),
  uploadRate: z.number(),
  sharedFiles: z.number().int(),
  sharedBytes: bytes,
  /** Long work that is going on; total 0 means not known. */
  tasks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['scanning', 'hashing', 'indexing', 'metadata']),
      label: z.string(),
      done: z.number(),
      total: z.number(),
    }),
  ),
  /** Standing problems that a user should see (a folder that is gone, a rebuilt database, ...). */
  notices: z.array(problem.extend({ id: z.string() })),
})
export type NodeStatus = z.infer<typeof nodeStatus>

/** Bytes a second; 0: no limit. */
const limit = z
  .number()
  .int()
  .min(0)
  .max(2 ** 40)
/**
 * Limits that hold instead at some hours: days 0 (Sunday) to 6, from `from` until `to` o'clock (24: midnight); from >
 * to goes over midnight. The first that fits holds.
 */
const limitRule = z.object({
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  from: z.number().int().min(0).max(23),
  to: z.number().int().min(1).max(24),
  down: limit,
  up: limit,
})
export type LimitRule = z.infer<typeof limitRule>

export const settings = z.object({
  name: z.string().trim().min(1).max(64),
  /** Where finished downloads are put. */
  downloadFolder: z.string().min(1),
  /** Networking wanted; off keeps the node offline (library and simulator still work). */
  network: z.boolean(),
  community: z.string().max(128),
  /** What closing the window does on the desktop. */
  closeTo: z.enum(['tray', 'quit']),
  /** How trust is computed: 'robust' weighs who says it, 'paper' is the founding formula over all ratings. */
  trustMode: z.enum(['robust', 'paper']),
  /** Where a search asks: 'network' asks peers and the DHT, 'local' nobody; the node still answers others. */
  searchScope: z.enum(['network', 'local']),
  /**
   * How much of others' catalogues is kept here for search: entries and megabytes in all, entries of one peer at most.
   */
  catalogueEntries: z.number().int().min(1000).max(20_000_000),
  catalogueMegabytes: z.number().int().min(10).max(100_000),
  cataloguePeerEntries: z.number().int().min(100).max(2_000_000),
  /** For all transfers together, and for each peer. */
  transferLimits: z.object({ down: limit, up: limit, peerDown: limit, peerUp: limit }),
  transferSchedule: z.array(limitRule).max(64),
  /** Downloads at a time, those from one peer, and peers that are served at a time. */
  transferSlots: z.object({
    downloads: z.number().int().min(1).max(64),
    perPeer: z.number().int().min(1).max(16),
    uploads: z.number().int().min(1).max(64),
  }),
  /** Peers that the user allows by hand are served before all others. */
  friendsFirst: z.boolean(),
  /** The machine does not go to sleep while something moves (desktop only). */
  keepAwake: z.boolean(),
  /**
   * Other folders for finished downloads: by kind of file, which comes first, and by community (its topic). Absolute
   * paths.
   */
  targetFolders: z.object({
    byKind: z.partialRecord(fileKind, z.string().min(1).max(4096)),
    byCommunity: z.record(hex32, z.string().min(1).max(4096)),
  }),
})
export type Settings = z.infer<typeof settings>

export const nodeContract = {
  info: procedure.output(nodeInfo),
  status: procedure.output(eventIterator(nodeStatus)),
  /**
   * Answers the first-run panel; `folder` null shares nothing yet. The community is an open one by its name, or one by
   * invitation.
   */
  setup: procedure
    .input(
      z.object({
        name: settings.shape.name,
        folder: z.string().nullable(),
        community: z.string().trim().min(1).max(128).optional(),
        invitation: z.string().trim().min(1).max(20_000).optional(),
      }),
    )
    .output(nodeInfo),
  settings: procedure.output(settings),
  configure: procedure.input(settings.partial()).output(settings),
  dismissNotice: procedure.input(z.object({ id: z.string() })).output(z.void()),
}
