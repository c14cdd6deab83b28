import { HyobanError } from '../../base/errors.ts'
import type { PeerRow } from '../../contract/peers.ts'
import type { NodeClient } from '../../node.ts'
import { firstValue } from '../../contract/handlers.ts'

/** A key is named by at least this many of its first digits. */
const MIN_DIGITS = 6

/**
 * The peer that a command line names: by its fingerprint, its public key or the beginning of it, or its name. Throws
 * HyobanError NOT_FOUND, or BAD_INPUT if several fit.
 */
export async function findPeer(node: NodeClient, text: string, signal: AbortSignal): Promise<PeerRow> {
  const rows = await firstValue(node.handlers.peers.list, undefined, signal)
  const wanted = text.trim()
  const lower = wanted.toLowerCase()
  const isKey = new RegExp(`^[0-9a-f]{${MIN_DIGITS},64}$`).test(lower)
  const byKey = rows.filter(
    ({ publicKey, fingerprint }) => fingerprint === lower || (isKey && publicKey.startsWith(lower)),
  )
  const found = byKey.length > 0 ? byKey : rows.filter(({ name }) => name === wanted)
  const [peer, ...others] = found
  if (!peer)
    throw new HyobanError('NOT_FOUND', `No peer called "${text}" was ever met.`, {
      hint: 'List them with hyoban peers; name one by its fingerprint, its name, or the beginning of its key.',
    })
  if (others.length > 0)
    throw new HyobanError('BAD_INPUT', `${found.length} peers are called "${text}".`, {
      hint: `Name one by its fingerprint: ${found.map(({ fingerprint }) => fingerprint).join(', ')}.`,
    })
  return peer
}
