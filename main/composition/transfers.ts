import { honest, type NodeOptions } from '../node.ts'
import { NetworkChangeDetector } from '../network/network-change-detector.ts'
import { keyAgreement } from '../identity/key-agreement.ts'
import { receiptsProtocol } from '../protocol/receipts.ts'
import { transferProtocol } from '../protocol/transfer.ts'
import { enforceExclusions } from '../ratings/exclusion-enforcer.ts'
import { HiddenOutcomes } from '../ratings/receipts/hidden-outcomes.ts'
import { ReceiptBook } from '../ratings/receipts/receipt-book.ts'
import { RootCommitments } from '../ratings/receipts/root-commitments.ts'
import { TransferJournalStore } from '../store/transfers/transfer-journal-store.ts'
import { TransferQueueStore } from '../store/transfers/transfer-queue-store.ts'
import { TransfersStore } from '../store/transfers/transfers-store.ts'
import { KnownHolders } from '../transfers/download/sources/known-holders.ts'
import { ProviderChoice } from '../transfers/download/sources/provider-choice.ts'
import { TargetFolders } from '../transfers/queue/target-folder.ts'
import { Transfers } from '../transfers/transfers.ts'
import { UploadPolicy } from '../transfers/upload/upload-policy.ts'
import { TransferJournal } from '../transfers/views/transfer-journal.ts'
import type { NodeParts } from './parts.ts'

/** Downloads and uploads, and the journal of ended ones. */
export interface TransferParts {
  transfers: Transfers
  journal: TransferJournal
}

type Foundations = Omit<NodeParts, 'transfers' | 'recovery'>

/** Opens the transfers without starting them, and connects their events with the other parts. */
export function composeTransfers(options: NodeOptions, parts: Foundations): TransferParts {
  const { ground, profile, trust, network, search } = parts
  const { database, clock, teardown } = ground
  const transfers = openTransfers(options, parts)
  teardown.add('transfers', () => transfers.close())

  const journal = new TransferJournal({ store: new TransferJournalStore(database), clock, badge: trust.badge })
  transfers.events.on('exchanged', (sum) => journal.exchanged(sum))
  transfers.events.on('ended', (row) => journal.ended(row))
  transfers.events.on('exchanged', ({ peer, given, received }) => profile.peers.exchanged(peer, { given, received }))
  transfers.events.on('ended', ({ direction, root }) => {
    if (direction === 'up') search.contentAnnouncer.askedFor(root)
  })
  enforceExclusions(trust.ratings, { peers: profile.peers, transfers, overlay: network.overlay }, clock)

  // a peer with a running transfer stays connected; waiting transfers are retried on another network
  network.overlay.visits.isBusy = (peer) => transfers.isBusyWith(peer)
  const networkChanges = new NetworkChangeDetector(clock)
  networkChanges.events.on('change', () => transfers.wake())
  teardown.add('network change detector', () => networkChanges.close())
  return { transfers, journal }
}

function openTransfers(
  { behaviour = honest, desktop, random }: NodeOptions,
  { ground, profile, trust, network, sharing, search }: Foundations,
): Transfers {
  const { self, identity, signer, database, clock, log } = ground
  const { settings, peers } = profile
  const { ownLog, ratings, newcomers, badge } = trust
  const { overlay, communities } = network
  const { index, library, origins } = sharing
  // opened before transfers, so that both sides know the format before the first receipt
  const hub = overlay.protocol(receiptsProtocol)
  const commitments = new RootCommitments({ self, keys: keyAgreement(identity.secretKey), hub })
  const receipts = new ReceiptBook({ signer, log: ownLog, commitments, clock })
  return new Transfers({
    store: { transfers: new TransfersStore(database), queue: new TransferQueueStore(database) },
    network: { hub: overlay.protocol(transferProtocol), finder: search.contentAnnouncer, connections: overlay },
    contents: {
      sources: library,
      origins,
      holders: new KnownHolders(index, self),
      folders: new TargetFolders({ settings, index, communities, network: overlay }),
    },
    trust: {
      receipts,
      ratings: new HiddenOutcomes({ ratings, receipts, origins }),
      badge,
      behaviour,
      policy: new UploadPolicy({ trust: ratings, peers, newcomers }),
      limits: overlay.limits,
      providers: new ProviderChoice(ratings, random),
      exclusions: peers,
    },
    settings,
    desktop,
    clock,
    random,
    log,
  })
}
