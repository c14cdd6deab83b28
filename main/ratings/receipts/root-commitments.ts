// A receipt of format 2 has a commitment in place of the root. Whoever does not share a secret with one of the two
// peers cannot test it against files that it knows; the same content has one commitment for each pair and direction,
// so that observers still count one file once. One content is opened to others by its opening, which opens no other.
import crypto from 'hypercore-crypto'
import { fromHex, toHex } from '../../base/hex.ts'
import type { KeyAgreement } from '../../domain/signer.ts'
import type { ChannelHub } from '../../protocol/channel.ts'
import type { ReceiptSupport } from '../../protocol/receipts.ts'

const OPENING = Buffer.from('hyoban opening 1\0')
const COMMITMENT = Buffer.from('hyoban commitment 1\0')

/** The two sides of a session, and its content; 64 hex digits each. */
export interface CommittedContent {
  requester: string
  provider: string
  root: string
}

/** What proves to a third peer that a commitment is about a root. `secret`: what the two sides share. */
export function openingOf(secret: Uint8Array, { requester, provider, root }: CommittedContent): Uint8Array {
  return crypto.hash([OPENING, secret, ...[requester, provider, root].map(fromHex)])
}

/** The commitment to a root, 64 hex digits. */
export function commitmentOf(opening: Uint8Array, root: string): string {
  return toHex(crypto.hash([COMMITMENT, opening, fromHex(root)]))
}

interface RootCommitmentsOptions {
  self: string
  keys: KeyAgreement
  /** Peers with an open channel accept receipts of format 2. */
  hub: Pick<ChannelHub<ReceiptSupport>, 'channels'>
}

/** Commitments of this node to the contents that it exchanges. */
export class RootCommitments {
  readonly #options: RootCommitmentsOptions

  constructor(options: RootCommitmentsOptions) {
    this.#options = options
  }

  /** Whether a connected peer accepts receipts of format 2. */
  isSpokenBy(peer: string): boolean {
    return this.#options.hub.channels.has(peer)
  }

  /** Throws RangeError if the other side's key has no secret with this node. */
  commitment(content: CommittedContent): string {
    const { self, keys } = this.#options
    const secret = keys.secretWith(content.requester === self ? content.provider : content.requester)
    return commitmentOf(openingOf(secret, content), content.root)
  }
}
