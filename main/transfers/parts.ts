import { randomBytes } from 'node:crypto'
import type { Emitter } from '../base/emitter.ts'
import type { Random } from '../base/random.ts'
import { DownLimit } from './download/down-limit.ts'
import type { Download } from './download/download.ts'
import { Downloads } from './download/downloads.ts'
import { ExclusionPolicy } from './download/exclusion-policy.ts'
import type { DownloadHost } from './download/host.ts'
import { RatingTasks } from './download/rating-tasks.ts'
import { DownloadRequests } from './download/requests.ts'
import { SourceDiscovery } from './download/source-discovery.ts'
import { ExchangeTally } from './exchange-tally.ts'
import { KeepAwake } from './keep-awake.ts'
import type { PeerLink } from './peer-link.ts'
import { DownloadQueue, noStore } from './queue/queue.ts'
import { CurrentLimits, DEFAULT_RULES, type TransferRules } from './queue/rules.ts'
import { QueueRunner } from './queue/runner.ts'
import { ChunkHasher } from './storage/chunk-hasher.ts'
import { diskFiles } from './storage/file-system.ts'
import type { TransferEvents, TransfersOptions } from './transfers-options.ts'
import { UploadAdmission } from './upload/admission.ts'
import { withIncomplete } from './upload/incomplete-sources.ts'
import { UploadList } from './upload/list.ts'
import type { UploadHost } from './upload/peer-uploads.ts'
import { UploadScheduler } from './upload/upload-scheduler.ts'
import { TransferList } from './views/transfer-list.ts'

/**
 * A receipt is signed after the first chunk and then per this many bytes, so that either side loses little if the other
 * does not sign the last one.
 */
export const RECEIPT_INTERVAL_BYTES = 64 * 1024 * 1024

/** The parts behind `Transfers`. */
export interface TransferServices {
  rules: () => TransferRules
  limits: CurrentLimits
  links: Map<string, PeerLink>
  /** Downloads by id. */
  list: Map<string, Download>
  tally: ExchangeTally
  hasher: ChunkHasher
  queue: DownloadQueue
  runner: QueueRunner
  exclusions: ExclusionPolicy
  downLimit: DownLimit
  downloads: Downloads
  requests: DownloadRequests
  discovery: SourceDiscovery
  scheduler: UploadScheduler
  uploads: UploadList
  uploadHost: UploadHost
  view: TransferList
  keepAwake: KeepAwake
}

/** Builds and wires the parts; nothing is transferred before `Transfers.start`. */
export function transferParts(options: TransfersOptions, events: Emitter<TransferEvents>): TransferServices {
  const { store, network, contents, trust, settings = {}, clock, random, test = {} } = options
  const { files = diskFiles, receiptIntervalBytes = RECEIPT_INTERVAL_BYTES } = test
  const { receipts, badge } = trust
  const rows = store.transfers.all()
  const rules = (): TransferRules => settings.rules?.() ?? DEFAULT_RULES
  const limits = new CurrentLimits(rules, () => clock.now())
  const links = new Map<string, PeerLink>()
  const list = new Map<string, Download>()
  const newId = (): string => uniqueId(random, list)
  const tally = new ExchangeTally(events)
  const hasher = new ChunkHasher()

  const queue = new DownloadQueue(store.queue ?? noStore)
  const runner = new QueueRunner({ queue, downloads: list, rules, clock, random })
  const exclusions = new ExclusionPolicy({
    downloads: list,
    runner,
    links,
    excludes: (peer) => trust.policy?.(peer) === 'excluded',
    shutOutBy: (peer) => trust.shutOutBy?.(peer) ?? null,
  })
  const downLimit = new DownLimit({
    clock,
    rate: () => limits.get().down,
    peerRate: () => rules().transferLimits.peerDown,
    grown: () => list.forEach((download) => download.fill()),
  })
  const host: DownloadHost = {
    store: store.transfers,
    files,
    receipts,
    receiptIntervalBytes,
    links,
    hasher,
    limit: downLimit,
    tally,
    clock,
    random,
    nonce: () => randomBytes(32).toString('hex'),
  }
  const ratings = new RatingTasks({ rate: (outcome) => trust.rate(outcome), downloads: list, log: options.log })
  const downloads = new Downloads(
    { list, host, queue, runner, ratings, exclusions, contents, events },
    rows.filter(({ direction }) => direction === 'down'),
  )
  const requests = new DownloadRequests({
    downloads,
    queue,
    runner,
    exclusions,
    links,
    contents,
    trust,
    clock,
    newId,
  })
  const discovery = new SourceDiscovery({
    downloads: list,
    exclusions,
    holders: contents.holders && ((root) => contents.holders?.(root) ?? []),
    finder: network.finder,
    clock,
  })

  const scheduler = new UploadScheduler({
    clock,
    random,
    rules: {
      slots: () => rules().transferSlots.uploads,
      rate: () => limits.get().up,
      peerRate: () => rules().transferLimits.peerUp,
      friendsFirst: () => rules().friendsFirst,
      claim: (peer) => trust.claim?.(peer) ?? { received: 0, u: null, newcomer: true, friend: false },
    },
  })
  const uploads = new UploadList({
    store: store.transfers,
    rows: rows.filter(({ direction }) => direction === 'up'),
    events,
    tally,
    clock,
    newId,
  })
  const uploadHost: UploadHost = {
    sources: withIncomplete(contents.sources, list),
    files,
    receipts,
    receiptIntervalBytes,
    admission: new UploadAdmission(trust, uploads, clock),
    scheduler,
    list: uploads,
    clock,
  }

  return {
    rules,
    limits,
    links,
    list,
    tally,
    hasher,
    queue,
    runner,
    exclusions,
    downLimit,
    downloads,
    requests,
    discovery,
    scheduler,
    uploads,
    uploadHost,
    view: new TransferList({ downloads: list, uploads, queue, runner, links, badge, clock }),
    keepAwake: new KeepAwake(settings.keepAwake && ((on) => settings.keepAwake?.(on))),
  }
}

/** 16 random hex digits that no download has as its id. */
function uniqueId(random: Random, taken: ReadonlyMap<string, unknown>): string {
  const word = (): string =>
    random
      .int(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  for (;;) {
    const id = word() + word()
    if (!taken.has(id)) return id
  }
}
