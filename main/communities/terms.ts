import { displayText } from '../domain/text/display-text.ts'
import { HyobanError } from '../base/errors.ts'
import { chainFault, depthLeft } from './chain.ts'
import { type SignedInvitation, INVITATION_DOMAIN, type Terms, termsBytes } from './invitation.ts'
import type { Keys } from './ports.ts'
import type { Signer } from '../domain/signer.ts'

/** The inviter: the last member on the chain, or the last but one if the invitation names the invitee's key. */
export function inviterIn({ chain, founder, kind }: SignedInvitation): string {
  return chain.at(kind === 'key' ? -2 : -1)?.member ?? founder
}

/** The terms that the inviter signed, rebuilt from the contents of the link. */
export function termsOf(invitation: SignedInvitation, community: string, keys: Keys): Terms {
  const { kind, chain, seed, expires, uses, depth, nonce } = invitation
  const invitee = kind === 'key' ? (chain.at(-1)?.member ?? '') : keys.publicKeyOf(seed)
  return { community, inviter: inviterIn(invitation), kind, invitee, expires, uses, depth, nonce }
}

/** Verifies an invitation offline. Throws BAD_INPUT with details.problem forged, expired or otherKey. */
export function checkInvitation(
  invitation: SignedInvitation,
  community: string,
  now: number,
  signer: Signer,
  keys: Keys,
): void {
  const { founder, name, chain, kind, expires, depth, signature } = invitation
  const bad = (problem: string, message: string, hint: string): HyobanError =>
    new HyobanError('BAD_INPUT', message, { hint, details: { problem } })
  const forged = (): HyobanError =>
    bad(
      'forged',
      'The invitation is not genuine.',
      'Its signatures do not lead back to the founder of the community. Ask for a new invitation.',
    )
  const verify: Signer['verify'] = (...args) => signer.verify(...args)
  // Hyoban never issues a name that is displayed as another one
  if (displayText(name, 128) !== name) throw forged()
  if (kind === 'key' && chain.length === 0) throw forged()
  const holder = chain.at(-1)?.member ?? founder
  if (chainFault({ community, founder, member: holder, chain, now }, verify)) throw forged()
  if (depth >= depthLeft(kind === 'key' ? chain.slice(0, -1) : chain)) throw forged()
  const terms = termsOf(invitation, community, keys)
  if (!verify(INVITATION_DOMAIN, termsBytes(terms), signature, terms.inviter)) throw forged()
  if (kind === 'key' && holder !== signer.publicKey)
    throw bad(
      'otherKey',
      'The invitation is for someone else.',
      'It was made for another identity. Send your public key to the inviter and ask for a new invitation.',
    )
  if (now > expires) throw bad('expired', 'The invitation has expired.', 'Ask for a new one.')
}
