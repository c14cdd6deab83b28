import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { CERTIFICATE_DOMAIN, certificateBytes } from './certificate.ts'
import { chainFault, decodeChain, decodeProof, depthLeft, encodeChain, type Chain } from './chain.ts'
import {
  type AdmissionRefusal,
  type Application,
  APPLICATION_DOMAIN,
  applicationBytes,
  decodeCredential,
  decodeGrant,
  encodeCredential,
  encodeGrant,
  type Grant,
} from './credential.ts'
import { decodeInvitation, INVITATION_DOMAIN, termsBytes } from './invitation.ts'
import type { Admission, CommunityGate } from '../domain/meeting-place.ts'
import type { CommunityStore, Keys } from './ports.ts'
import type { MembershipRow } from './records.ts'
import { inviterIn, termsOf } from './terms.ts'
import type { Signer } from '../domain/signer.ts'

interface GateEvents {
  /** A chain that makes this node a member has arrived. */
  granted(chain: Chain): void
  /** The inviter refuses to admit this node. */
  refused(refusal: AdmissionRefusal): void
  /** A member was met, or admitted by an invitation of this node. */
  membersChanged(): void
}

export interface GateOptions {
  membership: MembershipRow
  store: CommunityStore
  signer: Signer
  keys: Keys
  events: GateEvents
  clock: Clock
}

const refused = (reason: string): Admission => ({ standing: 'refused', reason })

/**
 * Admission to one invitation community. A member presents its chain. A newcomer presents its invitation and proves
 * that it holds the one-time key; only the inviter can turn that into a certificate, so only the inviter counts uses
 * and checks the expiry. All others keep a newcomer with a genuine invitation waiting. The gate cannot prevent an
 * inviter from admitting more peers than the invitation allows (each chain leads back to that inviter), nor revoke a
 * certificate.
 */
export class InvitationGate implements CommunityGate {
  readonly #options: GateOptions

  constructor(options: GateOptions) {
    this.#options = options
  }

  credential(peer: string): Uint8Array {
    const { membership, signer, keys } = this.#options
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

  judge(peer: string, bytes: Uint8Array): Admission {
    const { membership, store, clock, events } = this.#options
    let credential: ReturnType<typeof decodeCredential>
    try {
      credential = decodeCredential(bytes)
    } catch {
      return refused('a malformed credential')
    }
    if (credential.kind === 'application') return this.#judgeApplication(peer, credential.application)
    const { chain } = credential
    const fault = this.#fault(peer, chain)
    if (fault) return refused(fault)
    // members do not open protocols to this node before it is a member
    if (membership.state === 'waiting') return { standing: 'waiting' }
    store.saveMember({ community: membership.id, member: peer, chain: encodeChain(chain), seen: clock.now() })
    events.membersChanged()
    return { standing: 'member' }
  }

  granted(peer: string, bytes: Uint8Array): void {
    const { membership, signer, events } = this.#options
    if (membership.state !== 'waiting') return
    if (peer !== inviterIn(decodeInvitation(membership.proof))) return
    let grant: Grant
    try {
      grant = decodeGrant(bytes)
    } catch {
      return
    }
    if ('refusal' in grant) events.refused(grant.refusal)
    else if (!this.#fault(signer.publicKey, grant.chain)) events.granted(grant.chain)
  }

  #judgeApplication(peer: string, { terms, signature, chain, proof }: Application): Admission {
    const { membership, signer } = this.#options
    const { verify } = signer
    if (terms.community !== membership.id || terms.kind !== 'bearer')
      return refused('an invitation to another community')
    const fault = this.#fault(terms.inviter, chain)
    if (fault) return refused(`an invitation by a non-member: ${fault}`)
    if (terms.depth >= depthLeft(chain)) return refused('an invitation beyond the rights of its inviter')
    if (!verify(INVITATION_DOMAIN, termsBytes(terms), signature, terms.inviter)) return refused('a forged invitation')
    if (!verify(APPLICATION_DOMAIN, applicationBytes(terms.nonce, peer, signer.publicKey), proof, terms.invitee))
      return refused('an invitation to another peer')
    if (terms.inviter !== signer.publicKey || membership.state !== 'member') return { standing: 'waiting' }
    return { standing: 'waiting', grant: encodeGrant(this.#admit(peer, terms.nonce, terms.depth)) }
  }

  /** Admits a peer by an invitation of this node (repeatably, without another use), or returns the refusal. */
  #admit(peer: string, nonce: Uint8Array, depth: number): Grant {
    const { store, clock, membership, signer, events } = this.#options
    const name = toHex(nonce)
    const earlier = store.admission(name, peer)
    if (earlier) return { chain: decodeChain(earlier) }
    const invitation = store.invitation(name)
    if (!invitation || invitation.cancelled) return { refusal: 'cancelled' }
    const issued = clock.now()
    if (issued > invitation.expires) return { refusal: 'expired' }
    if (invitation.used >= invitation.uses) return { refusal: 'used' }
    const body = { member: peer, issued, expires: invitation.expires, depth, nonce }
    const signature = signer.sign(CERTIFICATE_DOMAIN, certificateBytes(membership.id, signer.publicKey, body))
    const chain = [...this.#chain(), { ...body, signature }]
    store.admit(name, peer, encodeChain(chain))
    events.membersChanged()
    return { chain }
  }

  #chain(): Chain {
    return decodeProof(this.#options.membership.proof)
  }

  #fault(member: string, chain: Chain): string | null {
    const {
      membership: { id, founder },
      signer,
      clock,
    } = this.#options
    return chainFault({ community: id, founder, member, chain, now: clock.now() }, (...args) => signer.verify(...args))
  }
}
