import { ManualClock } from '../../../main/base/clock.ts'
import { keyAgreement } from '../../../main/identity/key-agreement.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { RootCommitments } from '../../../main/ratings/receipts/root-commitments.ts'
import { alice, bob, keyPair, NOW, person, type Person } from '../../helpers/signers.ts'

export const ROOT = '11'.repeat(32)

/** The commitments of a person; `peers` are connected and accept format 2. */
export function commitmentsOf(name: string, peers: readonly Person[]): RootCommitments {
  const channels = new Map(peers.map(({ publicKey }) => [publicKey, {} as never]))
  return new RootCommitments({
    self: person(name).publicKey,
    keys: keyAgreement(keyPair(name).secretKey),
    hub: { channels },
  })
}

export const bookOf = (name: string, peers: readonly Person[]): ReceiptBook =>
  new ReceiptBook({
    signer: person(name),
    log: { length: 3 },
    commitments: commitmentsOf(name, peers),
    clock: new ManualClock(NOW),
  })

/** What bob received from alice. */
export const content = { requester: bob.publicKey, provider: alice.publicKey, root: ROOT }
