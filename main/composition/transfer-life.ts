import { messageOf } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { fileKind } from '../domain/file-kind.ts'
import type { Random } from '../base/random.ts'
import type { Communities } from '../communities/communities.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { DesktopPort } from '../node.ts'
import type { Peers } from '../peers/peers.ts'
import type { Ratings } from '../ratings/ratings.ts'
import { pickProvider } from '../reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../reputation/robust/parameters.ts'
import type { SearchIndex } from '../search/local/search-index.ts'
import type { Settings } from '../settings/settings.ts'
import type { Database } from '../store/database.ts'
import { TransferJournalStore } from '../store/transfers/transfer-journal-store.ts'
import { TransferQueueStore } from '../store/transfers/transfer-queue-store.ts'
import { TransferJournal } from '../transfers/views/transfer-journal.ts'
import type { Transfers } from '../transfers/transfers.ts'
import type { TransfersOptions } from '../transfers/transfers-options.ts'

interface TransferParts {
  database: Database
  settings: Settings
  communities: Pick<Communities, 'list'>
  peers: Peers
  ratings: Ratings
  index: Pick<SearchIndex, 'holders'>
  /** The communities that a connected peer shares with me. */
  communitiesOf: (peer: string) => ReadonlySet<string>
  self: string
  badge: (peer: string) => PeerBadge
  desktop: DesktopPort | undefined
  clock: Clock
  random: Random
  log: (line: string) => void
}

/**
 * What transfers are told by the rest of the node: settings, claims, holders, and which of several sources to ask
 * first.
 */
export function transferSurroundings({
  database,
  settings,
  communities,
  peers,
  ratings,
  index,
  communitiesOf,
  self,
  desktop,
  random,
  log,
}: TransferParts): Pick<
  TransfersOptions,
  'queue' | 'rules' | 'claim' | 'holders' | 'pick' | 'keepAwake' | 'downloadFolder'
> {
  return {
    queue: new TransferQueueStore(database),
    rules: () => settings.values,
    claim: (peer) => {
      const { u, decision, override } = ratings.trustOf(peer)
      return { received: peers.get(peer)?.received ?? 0, u, newcomer: decision === 'new', friend: override === 'allow' }
    },
    holders: (root) => [...new Set(index.holders(root).map(({ peer }) => peer))].filter((peer) => peer !== self),
    // by chance, weighted by trust, about one in ten a newcomer: nobody becomes the only source, and newcomers can
    // prove themselves
    pick: (list) =>
      pickProvider(
        list.map((peer) => {
          const { u, decision } = ratings.trustOf(peer)
          return { standing: decision, u }
        }),
        random,
        ROBUST_DEFAULTS,
      ),
    keepAwake: (on) =>
      void desktop?.keepAwake?.(on).catch((error: unknown) => log(`the machine may sleep: ${messageOf(error)}`)),
    downloadFolder: (name, root, from) => {
      const {
        downloadFolder,
        targetFolders: { byKind, byCommunity },
      } = settings.values
      const own = byKind[fileKind(name)]
      if (own !== undefined || Object.keys(byCommunity).length === 0) return own ?? downloadFolder
      const found = foundIn({
        entries: index.holders(root),
        from,
        mine: communities.list().map(({ id }) => id),
        communitiesOf,
      })
      return found.map((id) => byCommunity[id]).find((folder) => folder !== undefined) ?? downloadFolder
    },
  }
}

/**
 * The communities in which a content was found, the surest first: those to which a source shows it alone, then those
 * that I share with its
 * sources, in the order of the sources and of my communities; my only community if nobody is here to tell.
 */
export function foundIn({
  entries,
  from,
  mine,
  communitiesOf,
}: {
  entries: readonly { peer: string; only?: string }[]
  from: readonly string[]
  mine: readonly string[]
  communitiesOf(peer: string): ReadonlySet<string>
}): string[] {
  const shown = from.flatMap((peer) =>
    entries.flatMap((entry) => (entry.peer === peer && entry.only !== undefined ? [entry.only] : [])),
  )
  const common = from.flatMap((peer) => mine.filter((id) => communitiesOf(peer).has(id)))
  const found = [...new Set([...shown, ...common])]
  return found.length > 0 || mine.length !== 1 ? found : [...mine]
}

/** Keeps the journal of transfers: bytes by day and peer, and what has ended. */
export function transferJournal(
  { database, badge, clock }: Pick<TransferParts, 'database' | 'badge' | 'clock'>,
  transfers: Transfers,
): TransferJournal {
  const journal = new TransferJournal({ store: new TransferJournalStore(database), clock, badge })
  transfers.events.on('exchanged', (sum) => journal.exchanged(sum))
  transfers.events.on('ended', (row) => journal.ended(row))
  return journal
}
