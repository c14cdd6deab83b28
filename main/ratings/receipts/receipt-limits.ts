import { LRUCache } from 'lru-cache'
import type { SentSession } from '../../domain/receipt.ts'
import { EVIDENCE_BYTES } from '../../reputation/transfer-weight.ts'

/** Receipts that one requester gets in an hour: one for each file under 1 MiB, and for sessions of larger ones. */
const MAX_SMALL_AN_HOUR = 60
const MAX_LARGE_AN_HOUR = 240
const HOUR_MS = 3_600_000
/** Maximum number of requesters remembered. */
const MAX_REQUESTERS = 1024

interface Given {
  since: number
  /** Roots of small files, with the nonce of the session that the receipt is for. */
  small: Map<string, string>
  /** Nonces of the sessions of larger files. */
  large: Set<string>
}

/**
 * Limits the receipts for one requester: each is a signed word about this node. Whoever observes the pair counts three
 * transfers and one vote at most, so honest requesters lose nothing.
 */
export class ReceiptLimits {
  readonly #given = new LRUCache<string, Given>({ max: MAX_REQUESTERS })

  /** Whether a receipt for this session is within the limits. The same session may ask again. */
  take(session: Pick<SentSession, 'requester' | 'root' | 'nonce' | 'size'>, now: number): boolean {
    const { requester, root, nonce, size } = session
    let given = this.#given.get(requester)
    // also if the clock was set back
    if (!given || now - given.since >= HOUR_MS || now < given.since)
      this.#given.set(requester, (given = { since: now, small: new Map(), large: new Set() }))
    const { small, large } = given
    if (size >= EVIDENCE_BYTES) {
      if (large.has(nonce)) return true
      if (large.size >= MAX_LARGE_AN_HOUR) return false
      large.add(nonce)
      return true
    }
    const known = small.get(root)
    if (known !== undefined) return known === nonce
    if (small.size >= MAX_SMALL_AN_HOUR) return false
    small.set(root, nonce)
    return true
  }
}
