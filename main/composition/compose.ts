import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Activity } from '../activity/activity.ts'
import { activityHandlers } from '../activity/handlers.ts'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { makeFolders } from '../base/make-folders.ts'
import { LinkInbox } from '../base/link-inbox.ts'
import { Closing } from './closing.ts'
import { followSetting, liveInCommunities } from './community-life.ts'
import { defaultSettings } from './defaults.ts'
import { fileView, openContent } from './content.ts'
import { desktopHandlers } from './desktop-handlers.ts'
import { actOnDecisions, exclusionReason } from './exclusion.ts'
import { followPeers } from './following.ts'
import { keepJournal } from './journal.ts'
import { localAnswers } from './local-answers.ts'
import { describeFiles } from './metadata.ts'
import { searchNetwork } from './network-search.ts'
import { openSearch } from './search.ts'
import { comingBack, RecoveringLog, recoverOwnLog } from '../ratings/recovery/recovering-log.ts'
import { openNotices } from './notices.ts'
import { watchNetwork } from './network-watch.ts'
import { transferJournal, transferSurroundings } from './transfer-life.ts'
import { renewable, type Renew } from './renewable.ts'
import { ContentAnnouncer } from '../search/network/content-announcer.ts'
import { replicateCatalogues } from './replicating.ts'
import { parseLink, type HyobanLink } from '../contract/link.ts'
import type { Settings as SettingValues } from '../contract/node.ts'
import type { PeerBadge } from '../contract/trust.ts'
import { fingerprint } from '../identity/fingerprint.ts'
import { identityHandlers } from '../identity/handlers.ts'
import { openIdentity } from '../identity/identity.ts'
import { settleIdentity } from '../identity/replace.ts'
import { lockDataDir } from '../identity/lock.ts'
import { sign, verify } from '../identity/signature.ts'
import { libraryHandlers } from '../library/handlers.ts'
import { Library } from '../library/library.ts'
import { TorrentExport } from '../library/sharing/torrent-export.ts'
import { Logs } from '../logs/logs.ts'
import { honest, type HyobanNode, type NodeOptions } from '../node.ts'
import { Overlay } from '../network/overlay.ts'
import { transferProtocol } from '../protocol/transfer.ts'
import { peerHandlers } from '../peers/handlers.ts'
import { PeerNames } from '../peers/names.ts'
import { Newcomers } from '../peers/newcomers.ts'
import { Peers } from '../peers/peers.ts'
import { Ratings } from '../ratings/ratings.ts'
import { ReceiptBook } from '../ratings/receipts/receipt-book.ts'
import { OwnIndexer } from '../search/local/own-indexer.ts'
import { Settings } from '../settings/settings.ts'
import { simulatorHandlers } from '../simulator/handlers.ts'
import { nodeHandlers } from '../status/handlers.ts'
import { StandingNotices } from '../status/standing-notices.ts'
import { SqliteActivityStore } from '../store/activity-store.ts'
import { Checkpointer } from '../store/checkpointer.ts'
import { openDatabase } from '../store/database.ts'
import { DecisionsStore } from '../store/decisions-store.ts'
import { ExperimentsStore } from '../store/experiments-store.ts'
import { bindToIdentity } from '../store/identity-binding.ts'
import { SqliteLibraryStore } from '../store/library/library-store.ts'
import { SqlitePeerStore } from '../store/peer-store.ts'
import { RatingsStore } from '../store/ratings-store.ts'
import { SqliteSearchIndex } from '../store/search/search-store.ts'
import { SqliteSettingsStore } from '../store/settings-store.ts'
import { TransfersStore } from '../store/transfers/transfers-store.ts'
import { transferHandlers } from '../transfers/handlers.ts'
import { Transfers } from '../transfers/transfers.ts'
import packageJson from '../../package.json' with { type: 'json' }

/**
 * Builds a node. It may be built again inside under another identity; whoever holds it need not know. What the command
 * line asked for
 * is done once. Throws HyobanError: IN_USE, CORRUPT, NO_SPACE, READ_ONLY, BAD_BOOTSTRAP, UNSUPPORTED.
 */
export function composeNode(options: NodeOptions): Promise<HyobanNode> {
  // one for all lives of the node: addresses that a page holds stay good
  const contentToken = randomBytes(24).toString('base64url')
  return renewable((renew, again, name) =>
    buildNode(again ? { ...options, setup: name ? { name } : {} } : options, renew, contentToken),
  )
}

/** Builds a node, room by room, in the order in which they need each other; whatever fails leaves nothing open. */
async function buildNode(options: NodeOptions, renew: Renew, contentToken: string): Promise<HyobanNode> {
  const { clock, random, log, behaviour = honest, setup = {} } = options
  const closing = new Closing(log)
  try {
    // Ground: one node at a time, who it is, what it remembers, what it has said.
    const dataDir = resolve(options.dataDir)
    const lock = await lockDataDir(dataDir)
    closing.add('lock', () => lock.release())
    const identity = await openIdentity(dataDir)
    identity.warnings.forEach(log)
    const self = identity.publicKeyHex
    const database = openDatabase(join(dataDir, 'hyoban.db'), { log, now: () => clock.now() })
    closing.add('database', () => database.close())
    const checkpointer = new Checkpointer(database, clock)
    closing.add('checkpointer', () => checkpointer.close())
    if (bindToIdentity(database, self)) log('another identity than last time: what the former one had is put aside')
    const logs = await Logs.open({ dir: join(dataDir, identity.logs), keyPair: identity, clock, log })
    closing.add('logs', () => logs.close())

    // What the user sees of the node itself.
    const notices = new StandingNotices()
    if (database.movedTo) {
      notices.raise(
        'database',
        new HyobanError(
          'CORRUPT',
          `The database was damaged and has been made anew; the old one is ${database.movedTo}.`,
          {
            hint: 'Shares, settings, trust and search are restored from your folders and logs; the list of transfers starts afresh.',
            details: { path: database.movedTo },
          },
        ),
      )
    }
    const settings = new Settings(new SqliteSettingsStore(database), defaultSettings())
    const { name, community, downloadFolder } = setup
    settings.change({
      ...(name && { name }),
      ...(community && { community }),
      ...(downloadFolder && { downloadFolder: resolve(downloadFolder) }),
    })
    await makeFolders(settings.values.downloadFolder).catch((error: unknown) =>
      notices.raise('downloads', asHyobanError(error, settings.values.downloadFolder)),
    )
    const activity = new Activity(new SqliteActivityStore(database), clock)
    const peers = new Peers(new SqlitePeerStore(database), clock)
    const names = new PeerNames(peers, { key: self, name: () => settings.values.name }, fingerprint)

    // Trust: my log is the truth, the store a cache of it, reputation/ the arithmetic.
    const signer = {
      publicKey: self,
      sign: (domain: string, message: Uint8Array) => sign(domain, message, identity.secretKey),
      verify,
    }
    const ratingsStore = new RatingsStore(database)
    const ownLog = new RecoveringLog(logs.ratings.own, identity.restored, () => ratingsStore.position(self))
    const ratings = new Ratings({
      store: ratingsStore,
      log: ownLog,
      signer,
      behaviour,
      clock,
      logLine: log,
      decisions: new DecisionsStore(database),
      mode: settings.values.trustMode,
      blockOf: (rater, seq) => logs.ratings.block(rater, seq),
    })
    closing.add('ratings', () => ratings.close())
    await ratings.start()
    const badge = (key: string): PeerBadge => ({ ...names.named(key), trust: ratings.trustOf(key) })

    // The overlay and what travels over it.
    const overlay = new Overlay({
      keyPair: identity,
      clock,
      log,
      appVersion: packageJson.version,
      firewall: (peer) => ratings.isExcluded(peer),
      farewell: (peer) => exclusionReason(ratings, peer),
      ...(options.bootstrap && { bootstrap: options.bootstrap }),
      ...(options.host && { host: options.host }),
      ...(options.wants && { wants: options.wants }),
    })
    closing.add('overlay', () => overlay.destroy())
    const {
      communities,
      handlers: communityCalls,
      close: closeCommunities,
    } = liveInCommunities({
      database,
      overlay,
      signer,
      names,
      clock,
      shareBlame: (shares) => ratings.shareBlame(shares),
      former: settings.values.community,
      ...(community && { wanted: community }),
    })
    closing.add('communities', closeCommunities)
    const announce = (): void => overlay.announce({ name: settings.values.name, catalogueKey: logs.catalogue.own.key })
    announce()
    closing.add('gossip', followPeers({ overlay, logs, peers, ratings, clock }))
    const index = new SqliteSearchIndex(database, () => clock.now())
    const own = new OwnIndexer({ self, catalogue: logs.catalogue.own, index })
    await own.start()
    const {
      indexer,
      handlers: catalogueCalls,
      close: closeCatalogues,
    } = replicateCatalogues({
      logs,
      index,
      database,
      settings,
      notices,
      badge,
      isOnline: (key) => peers.isOnline(key),
      clock,
      log,
    })
    closing.add('indexer', closeCatalogues)
    const {
      search,
      filesChanged,
      handlers: searchCalls,
      close: closeSearch,
    } = openSearch({
      self,
      database,
      index,
      own,
      indexer,
      ratings,
      peers,
      names,
      overlay,
      communities,
      activity,
      clock,
      log,
    })
    closing.add('search', closeSearch)
    const library = new Library({
      store: new SqliteLibraryStore(database),
      catalogue: own,
      clock,
      log,
      excluded: [dataDir],
      communitiesOf: (peer) => overlay.peers.get(peer)?.communities ?? new Set(),
    })
    closing.add('library', () => library.close())
    library.events.on('change', filesChanged)
    const metadata = describeFiles({ database, library, dataDir, clock, log, shared: options.extractor })
    closing.add('metadata', () => metadata.close())
    const isNew = (peer: string): boolean => ratings.trustOf(peer).decision === 'new'
    const newcomers = new Newcomers({ met: () => peers.all(), of: (peer) => peers.get(peer), isNew, clock })
    const transferParts = {
      database,
      settings,
      communities,
      peers,
      ratings,
      index,
      communitiesOf: (peer: string) => overlay.peers.get(peer)?.communities ?? new Set<string>(),
      self,
      badge,
      desktop: options.desktop,
      clock,
      random,
      log,
    }
    const transfers = new Transfers({
      hub: overlay.protocol(transferProtocol),
      store: new TransfersStore(database),
      sources: library,
      receipts: new ReceiptBook({ signer, log: ownLog, clock }),
      rate: (outcome) => ownLog.ready.then(() => ratings.onTransferEnded(outcome)),
      disconnect: (peer, reason) => overlay.disconnect(peer, reason),
      ...transferSurroundings(transferParts),
      policy: (peer) => (ratings.isExcluded(peer) ? 'excluded' : newcomers.mayTake(peer) ? null : 'newcomer'),
      isNew,
      finder: {
        find: (root, signal, named) => networkSearch.roots.find(root, signal, named),
        announce: (root) => contentAnnouncer.hold(root),
        withdraw: (root) => contentAnnouncer.release(root),
      },
      shutOutBy: (peer) => peers.excludedBy(peer)?.reason ?? null,
      behaviour,
      badge,
      clock,
      random,
      log,
    })
    closing.add('transfers', () => transfers.close())
    const journal = transferJournal(transferParts, transfers)
    const links = new LinkInbox<{ link: HyobanLink | null }>()
    const networkSearch = searchNetwork({
      overlay,
      database,
      clock,
      random,
      log,
      own,
      settings,
      ofCommunity: (...query) => library.ofCommunity(...query),
      local: localAnswers({
        self,
        index,
        search,
        ofCommunity: (...query) => library.ofCommunity(...query),
        isHere: (peer, community) =>
          !ratings.isExcluded(peer) && overlay.peers.get(peer)?.communities.has(community) === true,
      }),
      isExcluded: (peer) => ratings.isExcluded(peer),
      isBusy: (peer) =>
        transfers
          .list()
          .some((line) => line.peer.publicKey === peer && (line.state === 'active' || line.state === 'waiting')),
    })
    closing.add('network search', () => networkSearch.close())
    search.attachNetwork(networkSearch.network)
    closing.add('network watch', watchNetwork({ clock, changed: () => transfers.wake() }))
    const contentAnnouncer = new ContentAnnouncer({ own, roots: networkSearch.roots, clock, log })
    closing.add('root announcer', () => contentAnnouncer.close())
    transfers.events.on('ended', ({ direction, root }) => direction === 'up' && contentAnnouncer.askedFor(root))
    own.events.on('change', () => contentAnnouncer.changed())
    communities.events.on('change', () => contentAnnouncer.changed())
    settings.events.on(
      'change',
      ({ before, after }) => before.searchScope !== after.searchScope && contentAnnouncer.changed(),
    )
    if (ownLog.held) notices.raise('own-log', comingBack())
    closing.add(
      'recovery',
      recoverOwnLog({
        log: ownLog,
        own: logs.ratings.own,
        self,
        logs: logs.ratings,
        ratings,
        overlay,
        clock,
        logLine: log,
        done: () => {
          notices.clear('own-log')
          return settleIdentity(dataDir)
        },
      }),
    )
    transfers.events.on('exchanged', ({ peer, given, received }) => peers.exchanged(peer, { given, received }))
    actOnDecisions({ overlay, peers, ratings, transfers, clock })
    const told = openNotices({ activity, ratings, transfers, names, clock })
    keepJournal({ activity, self, names, overlay, logs, library, indexer, transfers, ratings, clock })

    const { content, handlers: contentCalls } = openContent(contentToken, {
      transfer: (id) => transfers.preview(id),
      shared: async (root) => {
        const source = await library.source(root)
        return source && fileView(source.path, source.size)
      },
      thumbnail: metadata.thumbnails,
    })

    // The simulator: the same arithmetic of reputation, no network.
    const simulator = simulatorHandlers({ store: new ExperimentsStore(database), clock, version: packageJson.version })
    closing.add('simulator', () => simulator.close())

    // Everything stands: go.
    await library.start()
    metadata.queue.start()
    transfers.start()
    for (const path of setup.share ?? []) await shareOnce(library, path)
    const applySettings = async (): Promise<void> => {
      const { network } = settings.values
      await (network ? overlay.start() : overlay.stop())
    }
    await applySettings()
    settings.events.on('change', announce)
    settings.events.on('change', ({ after }) => ratings.setMode(after.trustMode))

    const info = () => {
      const { name } = settings.values
      const [first] = communities.list()
      return {
        version: packageJson.version,
        shell: options.shell,
        platform: process.platform,
        dataDir,
        identity: { publicKey: self, fingerprint: identity.fingerprint, name },
        community: first ? { name: first.name, topic: first.id } : null,
        firstRun: communities.untouched,
        demo: options.demo ?? false,
      }
    }
    return {
      content,
      publicKey: self,
      fingerprint: identity.fingerprint,
      get name() {
        return settings.values.name
      },
      suspend: () => overlay.suspend(),
      resume: () => overlay.resume().finally(() => transfers.wake()),
      openLink: (text) => links.add({ link: parseLink(text) }),
      close: () => closing.run(),
      handlers: {
        node: nodeHandlers({
          info,
          notices,
          clock,
          status: {
            network: () => ({ ...overlay.status, peers: overlay.peers.size }),
            rates: () => transfers.rates(),
            shares: () => library.shares(),
            tasks: () => [
              ...library.tasks(),
              ...metadata.queue.tasks(),
              ...indexer.progress().map(({ peer, done, total }) => ({
                id: `indexing-${peer}`,
                kind: 'indexing' as const,
                label: names.named(peer).name,
                done,
                total,
              })),
            ],
            onChange: (changed) => {
              const offs = [
                overlay.on('status', changed),
                overlay.on('peer', changed),
                overlay.on('peerLeft', changed),
                transfers.events.on('change', changed),
                library.events.on('change', changed),
                metadata.queue.events.on('change', changed),
              ]
              return () => offs.forEach((off) => off())
            },
          },
          settings: () => settings.values,
          configure: async (partial) => {
            const before = settings.values.community
            const values = settings.change(await withUsableFolder(partial))
            if (partial.community !== undefined) followSetting(communities, before, values.community)
            await applySettings()
            return values
          },
          setup: async ({ name, folder, community, invitation }) => {
            if (invitation) communities.inspect(invitation)
            if (folder) await shareOnce(library, folder)
            settings.change({ name, ...(community && { community }) })
            if (invitation) communities.accept(invitation)
            else communities.join(community ?? '')
            await applySettings()
          },
        }),
        identity: identityHandlers({ identity, dataDir, name: () => settings.values.name, renew }),
        communities: communityCalls,
        library: { ...libraryHandlers({ library, clock }), metadata: metadata.handler },
        search: searchCalls,
        transfers: transferHandlers({
          transfers,
          journal,
          torrents: new TorrentExport(library, () => transfers.list()),
          clock,
          onBadge: (changed) => ratings.onTrust(changed),
        }),
        peers: peerHandlers({
          self,
          peers,
          names,
          trust: ratings,
          shares: index,
          onShares: (changed) => indexer.events.on('change', ({ peer }) => changed(peer)),
          clock,
          peerOfTransfer: (id) => transfers.list().find((line) => line.id === id)?.peer.publicKey ?? null,
        }),
        catalogues: catalogueCalls,
        activity: activityHandlers(activity, (key) => names.named(key), told, clock),
        content: contentCalls,
        simulator: simulator.handlers,
        desktop: desktopHandlers(
          options.desktop,
          links,
          (id) => transfers.list().find((line) => line.id === id)?.path ?? null,
        ),
      },
    }
  } catch (error) {
    await closing.run()
    throw asHyobanError(error)
  }
}

/** Shares a folder unless it is shared already (a command line names the same folder at each start). */
async function shareOnce(library: Library, path: string): Promise<void> {
  const real = await realpath(path).catch(() => path)
  if (!library.folders().some((folder) => folder.path === real)) await library.share(path)
}

/** A download folder is made when it is chosen, so that a wrong path is told at once. */
async function withUsableFolder(partial: Partial<SettingValues>): Promise<Partial<SettingValues>> {
  if (partial.downloadFolder === undefined) return partial
  const downloadFolder = resolve(partial.downloadFolder)
  try {
    await makeFolders(downloadFolder)
  } catch (error) {
    throw asHyobanError(error, downloadFolder)
  }
  return { ...partial, downloadFolder }
}
