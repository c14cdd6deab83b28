import { activityHandlers } from '../activity/handlers.ts'
import type { Notices } from '../activity/notices.ts'
import type { LinkInbox } from '../status/link-inbox.ts'
import { communityHandlers } from '../communities/handlers.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Opened } from '../contract/views/opened.ts'
import { identityHandlers, type OwnLogState } from '../identity/handlers.ts'
import type { Restart } from '../identity/restartable-node.ts'
import { contentHandlers } from '../library/content/handlers.ts'
import { libraryHandlers } from '../library/handlers.ts'
import { metadataHandler } from '../library/metadata/handlers.ts'
import { TorrentExport } from '../library/sharing/torrent-export.ts'
import type { NodeContent, NodeOptions } from '../node.ts'
import { peerHandlers } from '../peers/handlers.ts'
import { MIN_HOLDERS } from '../ratings/recovery/log-recovery.ts'
import { searchHandlers } from '../search/handlers.ts'
import { catalogueHandlers } from '../search/replication/handlers.ts'
import type { Configuration } from '../settings/configuration.ts'
import { simulatorHandlers } from '../simulator/handlers.ts'
import { desktopHandlers } from '../status/desktop-handlers.ts'
import { updateHandlers } from '../status/update-handlers.ts'
import { nodeHandlers } from '../status/handlers.ts'
import { nodeInfo } from '../status/node-info.ts'
import { NodeStatusView } from '../status/node-status.ts'
import { ExperimentsStore } from '../store/experiments-store.ts'
import { SqliteFolderView } from '../store/library/folder-view.ts'
import { NetworkReader } from '../store/network/network-reader.ts'
import { transferHandlers } from '../transfers/handlers.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { NodeParts } from './parts.ts'

export interface HandlerInputs {
  parts: NodeParts
  configuration: Configuration
  notices: Notices
  content: NodeContent
  opened: LinkInbox<Opened>
  restart: Restart
}

function ownLogState(
  self: string,
  { ratings, restarts }: NodeParts['trust'],
  recovery: NodeParts['recovery'],
): OwnLogState {
  return {
    length: () => Math.max(recovery.state.found, recovery.state.known),
    state: () => ({
      ...recovery.state,
      needed: MIN_HOLDERS,
      waiting: ratings.writer.waiting,
      restarts: restarts.of(self).map(({ epoch }) => epoch),
      mayRestart: restarts.mayRestart(self),
    }),
    onChange(changed) {
      const off = [
        recovery.events.on('change', changed),
        ratings.writer.events.on('waiting', changed),
        restarts.events.on('accepted', ({ peer }) => peer === self && changed()),
      ]
      return () => off.forEach((stop) => stop())
    },
    confirm: () => recovery.confirm(),
  }
}

/** The handlers of the contract, one map per feature. */
export function composeHandlers(options: NodeOptions, inputs: HandlerInputs): Handlers {
  const { parts, configuration, notices, content, opened, restart } = inputs
  const { ground, profile, trust, network, sharing, search, recovery } = parts
  const { self, dataDir, identity, database, clock, teardown } = ground
  const { settings, activity, peers, names } = profile
  const { ratings, badge } = trust
  const { overlay, communities } = network
  const { index, library, metadata } = sharing
  const { indexer, replication } = search
  const { transfers, journal } = parts.transfers
  const { version } = packageJson
  const simulator = simulatorHandlers({
    store: new ExperimentsStore(database),
    network: new NetworkReader(database.path, clock),
    clock,
    version,
  })
  teardown.add('simulator', () => simulator.close())
  const status = new NodeStatusView({
    overlay,
    transfers,
    files: { library, metadata, indexer },
    settings,
    notices: profile.notices,
    names,
  })
  return {
    node: nodeHandlers({
      info: () => nodeInfo({ version, options, dataDir, identity, settings, communities }),
      status,
      notices: profile.notices,
      settings,
      configuration,
      clock,
    }),
    identity: identityHandlers({
      identity,
      log: ownLogState(self, trust, recovery),
      clock,
      dataDir,
      settings,
      restart,
    }),
    communities: communityHandlers({ communities, self, names, meeting: overlay, clock }),
    library: { ...libraryHandlers({ library, clock }), metadata: metadataHandler(metadata) },
    search: searchHandlers({
      search: search.search,
      saved: search.saved,
      store: search.savedStore,
      folders: new SqliteFolderView(database),
      clock,
      onChange: (changed) => search.changes.subscribe(changed),
    }),
    catalogues: catalogueHandlers({ replication, indexer, settings, peers, badge, clock }),
    transfers: transferHandlers({
      transfers,
      journal,
      torrents: new TorrentExport(library, () => transfers.list(), sharing.origins),
      clock,
      onBadge: (changed) => ratings.onTrust(changed),
    }),
    peers: peerHandlers({
      self,
      peers,
      names,
      trust: ratings,
      restarts: trust.restarts,
      catalogues: { index, indexer },
      limits: parts.network.overlay.limits,
      transfers,
      clock,
    }),
    activity: activityHandlers({ activity, notices, names, clock }),
    content: contentHandlers(content),
    simulator: simulator.handlers,
    desktop: {
      ...desktopHandlers({ desktop: options.desktop, opened, transfers, library }),
      ...updateHandlers({ updates: options.desktop?.updates, clock }),
    },
  }
}
