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
  /** The current community; null before the first-run panel is answered. */
  community: z.object({ name: z.string(), topic: hex32 }).nullable(),
  firstRun: z.boolean(),
  /** True for nodes of the demo community. */
  demo: z.boolean(),
})
export type NodeInfo = z.infer<typeof nodeInfo>

/** Why the node is offline, as a translation key. */
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
  /** Bytes per second, averaged over the last few seconds. */
  downloadRate: z.number(),
  uploadRate: z.number(),
  /** Whether the alternative speed limits are switched on. */
  alternativeLimitsOn: z.boolean(),
  sharedFiles: z.number().int(),
  sharedBytes: bytes,
  /** Long-running work; total is 0 if unknown. */
  tasks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['scanning', 'hashing', 'indexing', 'metadata']),
      label: z.string(),
      done: z.number(),
      total: z.number(),
    }),
  ),
  /** Persistent problems that the user should see (a missing folder, a rebuilt database, ...). */
  notices: z.array(problem.extend({ id: z.string() })),
})
export type NodeStatus = z.infer<typeof nodeStatus>

/** Bytes per second; 0: unlimited. */
const limit = z
  .number()
  .int()
  .min(0)
  .max(2 ** 40)
/**
 * Limits for certain hours: days 0 (Sunday) to 6, from hour `from` until hour `to` (24: midnight); spans midnight if
 * from > to. The first matching rule applies.
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
  /** Folder for finished downloads. */
  downloadFolder: z.string().min(1),
  /** Whether to go online; library and simulator also work offline. */
  network: z.boolean(),
  community: z.string().max(128),
  /** Effect of closing the window on the desktop. */
  closeTo: z.enum(['tray', 'quit']),
  /** 'robust' weighs evidence by its source; 'paper' is the founding formula over all ratings. */
  trustMode: z.enum(['robust', 'paper']),
  /** 'network' searches peers and the DHT, 'local' only the index; the node answers others in both cases. */
  searchScope: z.enum(['network', 'local']),
  /**
   * Limits of the index of other peers' catalogues: entries and megabytes in total, entries per peer.
   */
  catalogueEntries: z.number().int().min(1000).max(20_000_000),
  catalogueMegabytes: z.number().int().min(10).max(100_000),
  cataloguePeerEntries: z.number().int().min(100).max(2_000_000),
  /** Limits for all transfers together, and per peer. */
  transferLimits: z.object({ down: limit, up: limit, peerDown: limit, peerUp: limit }),
  transferSchedule: z.array(limitRule).max(64),
  /** Limits for all transfers together that apply instead of the others while they are switched on. */
  alternativeLimits: z.object({ down: limit, up: limit }),
  alternativeLimitsOn: z.boolean(),
  /** Concurrent downloads, concurrent downloads per peer, and peers served concurrently. */
  transferSlots: z.object({
    downloads: z.number().int().min(1).max(64),
    perPeer: z.number().int().min(1).max(16),
    uploads: z.number().int().min(1).max(64),
  }),
  /** Serve peers that the user allowed before all others. */
  friendsFirst: z.boolean(),
  /** Prevent the machine from sleeping during transfers (desktop only). */
  keepAwake: z.boolean(),
  /**
   * Alternative folders for finished downloads, as absolute paths: by kind of file (takes precedence) and by community
   * topic.
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
   * Answers the first-run panel. `folder` null shares nothing yet. Joins an open community by name, founds one by
   * invitation with that name, or joins one with an invitation.
   */
  setup: procedure
    .input(
      z.object({
        name: settings.shape.name,
        folder: z.string().nullable(),
        community: z.string().trim().min(1).max(128).optional(),
        found: z.boolean().optional(),
        invitation: z.string().trim().min(1).max(20_000).optional(),
      }),
    )
    .output(nodeInfo),
  settings: procedure.output(settings),
  configure: procedure.input(settings.partial()).output(settings),
  dismissNotice: procedure.input(z.object({ id: z.string() })).output(z.void()),
}
