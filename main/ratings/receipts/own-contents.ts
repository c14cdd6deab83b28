// What the receipts are about that hide the root, for the two peers that exchanged the content: this node computes the
// commitment of each content that it may have exchanged with the other one, until one is equal.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HiddenReceiptBody, Receipt } from '../../domain/receipt.ts'
import type { KeyAgreement } from '../../domain/signer.ts'
import { commitmentOf, openingOf } from './root-commitments.ts'

/** Commitments computed before others have their turn: 5 ms. */
const AT_A_TIME = 256

/** A content as this node knows it. */
export interface ExchangedContent {
  root: string
  /** Name of the file; null if it is not known. */
  name: string | null
}

export interface ExchangedContents {
  /** Contents that may have been exchanged with a peer, the most likely ones first; none needs to be the right one. */
  exchangedWith(peer: string): Iterable<ExchangedContent>
}

interface OwnContentsOptions {
  self: string
  keys: KeyAgreement
  exchanged: ExchangedContents
}

/** The contents of receipts to which this node is a party. */
export class OwnContents {
  readonly #options: OwnContentsOptions

  constructor(options: OwnContentsOptions) {
    this.#options = options
  }

  /** The content that a receipt is about; null for a receipt of others, and if this node no longer knows it. */
  async find(body: Receipt['body']): Promise<ExchangedContent | null> {
    const { self, exchanged } = this.#options
    if (body.requester !== self && body.provider !== self) return null
    const other = body.requester === self ? body.provider : body.requester
    const isIt = body.version === 1 ? ({ root }: ExchangedContent) => root === body.root : this.#tester(body, other)
    let tried = 0
    for (const content of exchanged.exchangedWith(other)) {
      if (isIt(content)) return content
      if (++tried % AT_A_TIME === 0) await nextTurn()
    }
    return null
  }

  #tester(body: HiddenReceiptBody, other: string): (content: ExchangedContent) => boolean {
    const { requester, provider, commitment } = body
    let secret: Uint8Array
    try {
      secret = this.#options.keys.secretWith(other)
    } catch {
      // such a key has no receipts of format 2
      return () => false
    }
    return ({ root }) => commitmentOf(openingOf(secret, { requester, provider, root }), root) === commitment
  }
}
