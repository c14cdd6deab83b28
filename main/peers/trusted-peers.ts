import type { Standing } from '../reputation/decision.ts'

/** A peer must have given this many verified bytes before the rule's "good" counts: hearsay alone costs nothing. */
const TRUSTED_BYTES = 1024 ** 2

interface TrustedPeersOptions {
  peers: { get(key: string): { received: number } | undefined }
  decisions: {
    decision(key: string): { standing: Standing }
    override(key: string): { decision: 'allow' | 'block' } | null
  }
}

/** True for a peer that the user allowed, or that is good by the rule and has given this node something. */
export function isTrustedPeer(key: string, { peers, decisions }: TrustedPeersOptions): boolean {
  if (decisions.override(key)?.decision === 'allow') return true
  return decisions.decision(key).standing === 'good' && (peers.get(key)?.received ?? 0) >= TRUSTED_BYTES
}
