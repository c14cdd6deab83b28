import type { Emitter } from '../base/emitter.ts'
import { DownLimit } from './download/down-limit.ts'
import type { Download } from './download/download.ts'
import { Downloads } from './download/downloads.ts'
import { ExclusionPolicy } from './download/exclusion-policy.ts'
import type { DownloadHost } from './download/host.ts'
import { RatingTasks } from './download/rating-tasks.ts'
import { DownloadRequests } from './download/requests.ts'
import { SourceDiscovery } from './download/sources/source-discovery.ts'
import { ExchangeTally } from './exchange-tally.ts'
import { KeepAwake } from './keep-awake.ts'
import type { PeerLink } from './peer-link.ts'
import { DownloadQueue, noStore } from './queue/queue.ts'
import { CurrentLimits, DEFAULT_RULES } from './queue/rules.ts'
import { QueueRunner } from './queue/runner.ts'
import { ChunkHasher } from './storage/chunk-hasher.ts'
import { diskFiles } from './storage/file-system.ts'
import { TransferIds } from './transfer-ids.ts'
import type { TransferEvents, TransfersOptions } from './transfers-options.ts'
import { SERVE_ALL, UploadAdmission } from './upload/admission.ts'
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
  const { store, network, contents, trust, settings = { values: DEFAULT_RULES }, clock, random, test = {} } = options
  const { files = diskFiles, receiptIntervalBytes = RECEIPT_INTERVAL_BYTES } = test
  const receipts = { maker: trust.receipts, intervalBytes: receiptIntervalBytes }
  const { holders, folders } = contents
  const rows = store.transfers.all()
  const limits = new CurrentLimits(settings, clock)
  const links = new Map<string, PeerLink>()
  const list = new Map<string, Download>()
  const ids = new TransferIds(random, list)
  const tally = new ExchangeTally(events)
  const hasher = new ChunkHasher()

  const queue = new DownloadQueue(store.queue ?? noStore)
  const runner = new QueueRunner({ queue, downloads: list, limits, clock, random })
  const queueing = { queue, runner }
  const exclusions = new ExclusionPolicy({ downloads: list, runner, links, trust })
  const downLimit = new DownLimit({ limits, downloads: list, clock })
  const host: DownloadHost = {
    storage: { transfers: store.transfers, files, hasher },
    network: { links, limit: downLimit, tally },
    receipts,
    origins: contents.origins,
    clock,
    random,
  }
  const ratings = new RatingTasks({ ratings: trust.ratings, downloads: list, clock: options.clock, log: options.log })
  const downloads = new Downloads({
    records: { rows: rows.filter(({ direction }) => direction === 'down'), list },
    queueing,
    trust: { ratings, exclusions },
    host,
    folders,
    events,
  })
  const requests = new DownloadRequests({
    downloads,
    queueing,
    trust: { ...(trust.providers && { providers: trust.providers }), exclusions },
    contents,
    links,
    clock,
    ids,
  })
  const discovery = new SourceDiscovery({ downloads: list, exclusions, holders, finder: network.finder, clock })

  const scheduler = new UploadScheduler({ limits, policy: trust.policy ?? SERVE_ALL, clock, random })
  const uploads = new UploadList({
    store: store.transfers,
    rows: rows.filter(({ direction }) => direction === 'up'),
    events,
    tally,
    clock,
    ids,
  })
  const uploadHost: UploadHost = {
    storage: { sources: withIncomplete(contents.sources, list), files },
    receipts,
    admission: new UploadAdmission(trust, uploads, clock),
    scheduler,
    list: uploads,
    clock,
  }

  return {
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
    view: new TransferList({ downloads: list, uploads, queueing, links, badge: trust.badge, clock }),
    keepAwake: new KeepAwake(options.desktop, options.log),
  }
}
