import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { CERTIFICATE_DOMAIN, certificateBytes } from './certificate.ts'
import { chainFault, decodeChain, depthLeft, encodeChain, type Chain } from './chain.ts'
import {
  type Application,
  APPLICATION_DOMAIN,
  applicationBytes,
  decodeCredential,
  decodeGrant,
  encodeCredential,
  encodeGrant,
  type Grant,
  type Refusal,
} from './credential.ts'
import { decodeInvitation, INVITATION_DOMAIN, termsBytes } from './invitation.ts'
import type { CommunityStore, Keys, Place, Verdict } from './ports.ts'
import type { MembershipRow } from './records.ts'
import { inviterIn, termsOf } from './terms.ts'
import type { Signer } from '../domain/signer.ts'

export interface GateOptions {
  membership: MembershipRow
  store: CommunityStore
  signer: Signer
  keys: Keys
  clock: Clock
  /** A chain for me has arrived. */
  onGranted: (chain: Chain) => void
  onRefusal: (refusal: Refusal) => void
  onMember: (member: string) => void
  /** Somebody came in by an invitation of mine. */
  onAdmitted: (member: string, nonce: string) => void
}

const refused = (reason: string): Verdict => ({ standing: 'refused', reason })

/**
 * The door of one invitation community. Members show their chain. A newcomer shows the invitation and that it holds the
 * one-time key;
 * only the inviter can make a certificate of that, and so the inviter alone counts uses and looks at the clock.
 * Everybody else lets a
 * newcomer with a genuine invitation wait. What this cannot do: keep an inviter from letting in more than the
 * invitation says (each of
 * them leads back to that inviter), or take a certificate back once it is given.
 */
export class InvitationGate implements NonNullable<Place['gate']> {
  readonly #o: GateOptions

  constructor(options: GateOptions) {
    this.#o = options
  }

  credential(peer: string): Uint8Array {
    const { membership, signer, keys } = this.#o
    if (membership.state === 'member') return encodeCredential({ kind: 'member', chain: this.#chain() })
    const invitation = decodeInvitation(membership.proof)
    const proof = keys.signWith(
      invitation.seed,
      APPLICATION_DOMAIN,
      applicationBytes(invitation.nonce, signer.publicKey, peer),
    )
    const application = {
      terms: termsOf(invitation, membership.id, keys),
      signature: invitation.signature,
      chain: invitation.chain,
      proof,
    }
    return encodeCredential({ kind: 'application', application })
  }

  judge(peer: string, bytes: Uint8Array): Verdict {
    const { membership, store, clock, onMember } = this.#o
    let credential: ReturnType<typeof decodeCredential>
    try {
      credential = decodeCredential(bytes)
    } catch {
      return refused('an unreadable credential')
    }
    if (credential.kind === 'application') return this.#judgeApplication(peer, credential.application)
    const { chain } = credential
    const fault = this.#fault(peer, chain)
    if (fault) return refused(fault)
    // Not a member myself yet: the peer will not talk to me before I am.
    if (membership.state === 'waiting') return { standing: 'waiting' }
    store.saveMember({ community: membership.id, member: peer, chain: encodeChain(chain), seen: clock.now() })
    onMember(peer)
    return { standing: 'member' }
  }

  granted(peer: string, bytes: Uint8Array): void {
    const { membership, signer, onGranted, onRefusal } = this.#o
    if (membership.state !== 'waiting') return
    if (peer !== inviterIn(decodeInvitation(membership.proof))) return
    let grant: Grant
    try {
      grant = decodeGrant(bytes)
    } catch {
      return
    }
    if ('refusal' in grant) onRefusal(grant.refusal)
    else if (!this.#fault(signer.publicKey, grant.chain)) onGranted(grant.chain)
  }

  #judgeApplication(peer: string, { terms, signature, chain, proof }: Application): Verdict {
    const { membership, signer } = this.#o
    const { verify } = signer
    if (terms.community !== membership.id || terms.kind !== 'bearer') return refused('an invitation to something else')
    const fault = this.#fault(terms.inviter, chain)
    if (fault) return refused(`an invitation by somebody who is no member: ${fault}`)
    if (terms.depth >= depthLeft(chain)) return refused('an invitation that its inviter may not give')
    if (!verify(INVITATION_DOMAIN, termsBytes(terms), signature, terms.inviter)) return refused('a forged invitation')
    if (!verify(APPLICATION_DOMAIN, applicationBytes(terms.nonce, peer, signer.publicKey), proof, terms.invitee))
      return refused("somebody else's invitation")
    if (terms.inviter !== signer.publicKey || membership.state !== 'member') return { standing: 'waiting' }
    return { standing: 'waiting', grant: encodeGrant(this.#admit(peer, terms.nonce, terms.depth)) }
  }

  /** My own invitation: lets the peer in, again if it was let in before, or says why not. */
  #admit(peer: string, nonce: Uint8Array, depth: number): Grant {
    const { store, clock, membership, signer, onAdmitted } = this.#o
    const name = toHex(nonce)
    const before = store.admission(name, peer)
    if (before) return { chain: decodeChain(before) }
    const invitation = store.invitation(name)
    if (!invitation || invitation.cancelled) return { refusal: 'cancelled' }
    const issued = clock.now()
    if (issued > invitation.expires) return { refusal: 'expired' }
    if (invitation.used >= invitation.uses) return { refusal: 'used' }
    const body = { member: peer, issued, expires: invitation.expires, depth, nonce }
    const signature = signer.sign(CERTIFICATE_DOMAIN, certificateBytes(membership.id, signer.publicKey, body))
    const chain = [...this.#chain(), { ...body, signature }]
    store.admit(name, peer, encodeChain(chain))
    onAdmitted(peer, name)
    return { chain }
  }

  #chain(): Chain {
    const { membership } = this.#o
    return membership.proof.byteLength === 0 ? [] : decodeChain(membership.proof)
  }

  #fault(member: string, chain: Chain): string | null {
    const {
      membership: { id, founder },
      signer,
      clock,
    } = this.#o
    return chainFault({ community: id, founder, member, chain, now: clock.now() }, (...args) => signer.verify(...args))
  }
}
