import { LRUCache } from 'lru-cache'

/** Receipts for files under 1 MiB that one requester gets in an hour; and one for each file. */
export const MAX_AN_HOUR = 60
const HOUR_MS = 3_600_000
/** Maximum number of requesters remembered. */
const MAX_REQUESTERS = 1024

interface Given {
  since: number
  /** Roots, with the nonce of the session that the receipt is for. */
  files: Map<string, string>
}

/**
 * Limits the receipts for small files: each costs next to nothing and is a signed word about this node. Larger files
 * limit themselves by the time that they take.
 */
export class SmallReceipts {
  readonly #given = new LRUCache<string, Given>({ max: MAX_REQUESTERS })

  /** Whether a receipt for this session is within the limits. The same session may ask again. */
  take({ requester, root, nonce }: { requester: string; root: string; nonce: string }, now: number): boolean {
    let given = this.#given.get(requester)
    // also if the clock was set back
    if (!given || now - given.since >= HOUR_MS || now < given.since)
      this.#given.set(requester, (given = { since: now, files: new Map() }))
    const known = given.files.get(root)
    if (known !== undefined) return known === nonce
    if (given.files.size >= MAX_AN_HOUR) return false
    given.files.set(root, nonce)
    return true
  }
}
