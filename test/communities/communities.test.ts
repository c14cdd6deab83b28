import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { HyobanError } from '../../main/base/errors.ts'
import { readLink, writeLink } from '../../main/communities/invitation.ts'
import { INVITATION_PREFIX } from '../../main/contract/views/opened.ts'
import { home, shows, type Home } from './people.ts'

const HOUR = 3_600_000
const terms = (clock: ManualClock, changes = {}) => ({
  expires: clock.now() + HOUR,
  uses: 1,
  mayInvite: true,
  note: '',
  ...changes,
})

/** A founder with a community, and a guest who holds an invitation. */
function invited(changes = {}): { clock: ManualClock; founder: Home; guest: Home; id: string; link: string } {
  const clock = new ManualClock()
  const founder = home(1, clock)
  const guest = home(2, clock)
  const { id } = founder.communities.found('Sea Sounds')
  const { link } = founder.communities.invite(id, terms(clock, changes))
  return { clock, founder, guest, id, link }
}

const problemOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof HyobanError) return String(error.details.problem)
    throw error
  }
  return 'none'
}

describe('an invitation', () => {
  it('admits its holder when the inviter is met; then members know each other by their chains', () => {
    const { founder, guest, id, link } = invited()
    expect(guest.communities.accept(link)).toMatchObject({ id, name: 'Sea Sounds', state: 'waiting' })
    expect(shows(founder, guest, id)).toEqual({ standing: 'waiting' })
    expect(shows(guest, founder, id)).toMatchObject({ standing: 'waiting' })
    expect(guest.communities.list()).toMatchObject([{ id, state: 'member' }])
    expect(guest.renewed).toEqual([id])
    expect(shows(guest, founder, id)).toEqual({ standing: 'member' })
    expect(shows(founder, guest, id)).toEqual({ standing: 'member' })
    expect(founder.communities.invitations(id)).toMatchObject([{ used: 1 }])
    const members = [
      { key: founder.signer.publicKey, inviter: null },
      { key: guest.signer.publicKey, inviter: founder.signer.publicKey },
    ]
    expect(guest.communities.members(id)).toMatchObject(members)
    expect(founder.communities.members(id)).toMatchObject(members)
    expect(founder.communities.blame()).toEqual([
      { subject: guest.signer.publicKey, inviter: founder.signer.publicKey, fraction: 0.25 },
    ])
  })

  it('lets its invitee invite others within its depth', () => {
    const { clock, founder, guest, id, link } = invited()
    guest.communities.accept(link)
    shows(guest, founder, id)
    const third = home(3, clock)
    third.communities.accept(guest.communities.invite(id, terms(clock, { mayInvite: false })).link)
    // The founder is not the inviter: it lets the newcomer wait, and makes nothing.
    expect(shows(third, founder, id)).toEqual({ standing: 'waiting' })
    shows(third, guest, id)
    expect(shows(third, founder, id)).toEqual({ standing: 'member' })
    expect(founder.communities.members(id).map(({ depth }) => depth)).toEqual([0, 1, 2])
    expect(problemOf(() => third.communities.invite(id, terms(clock)))).toBe('mayNotInvite')
    expect(third.communities.mayInvite(third.communities.list()[0]!)).toBe(false)
  })

  it('counts its uses: one more is refused, the same holder again is not', () => {
    const { clock, founder, guest, id, link } = invited({ uses: 1 })
    guest.communities.accept(link)
    shows(guest, founder, id)
    const again = home(2, clock)
    again.communities.accept(link)
    shows(again, founder, id)
    expect(again.communities.list()).toMatchObject([{ state: 'member' }])
    const other = home(4, clock)
    other.communities.accept(link)
    expect(shows(other, founder, id).standing).toBe('waiting')
    expect(other.communities.refusal(id)).toBe('used')
    expect(founder.communities.invitations(id)).toMatchObject([{ used: 1 }])
  })

  it("ends when it expires, also by the inviter's clock, and when it is cancelled", () => {
    const { clock, founder, guest, id, link } = invited({ uses: 5 })
    guest.communities.accept(link)
    clock.advance(HOUR + 1)
    shows(guest, founder, id)
    expect(guest.communities.refusal(id)).toBe('expired')
    expect(problemOf(() => home(5, clock).communities.accept(link))).toBe('expired')
    const other = home(6, clock)
    const fresh = founder.communities.invite(id, terms(clock))
    other.communities.accept(fresh.link)
    founder.communities.cancel(fresh.nonce)
    shows(other, founder, id)
    expect(other.communities.refusal(id)).toBe('cancelled')
  })

  it('for a key admits that key at once, and no other', () => {
    const { clock, founder, guest, id } = invited()
    const { link } = founder.communities.invite(id, terms(clock, { invitee: guest.signer.publicKey }))
    expect(problemOf(() => home(7, clock).communities.accept(link))).toBe('otherKey')
    expect(guest.communities.accept(link)).toMatchObject({ state: 'member' })
    expect(shows(guest, founder, id)).toEqual({ standing: 'member' })
  })

  it('is useless to an eavesdropper', () => {
    const { clock, founder, guest, id, link } = invited()
    guest.communities.accept(link)
    const overheard = guest.places.get(id)!.gate!.credential(founder.signer.publicKey)
    const thief = home(8, clock)
    expect(founder.places.get(id)!.gate!.judge(thief.signer.publicKey, overheard)).toMatchObject({
      standing: 'refused',
    })
    const chain = founder.places.get(id)!.gate!.credential(thief.signer.publicKey)
    expect(founder.places.get(id)!.gate!.judge(thief.signer.publicKey, chain)).toMatchObject({
      standing: 'refused',
      reason: 'not-founder',
    })
  })

  it("is rejected with a reason: foreign text, damage, forgery, one's own", () => {
    const { clock, founder, guest, link } = invited()
    const problem = (text: string): string => problemOf(() => guest.communities.accept(text))
    expect(problem('https://example.org')).toBe('notInvitation')
    expect(problem(link.slice(0, -3))).toBe('damaged')
    expect(problem(INVITATION_PREFIX)).toBe('damaged')
    expect(problem(writeLink({ ...readLink(link), expires: clock.now() + 99 * HOUR }))).toBe('forged')
    expect(problem(writeLink({ ...readLink(link), uses: 9 }))).toBe('forged')
    expect(problem(writeLink({ ...readLink(link), name: 'sea' }))).toBe('forged')
    expect(problem(writeLink({ ...readLink(link), founder: guest.signer.publicKey }))).toBe('forged')
    expect(problemOf(() => founder.communities.accept(link))).toBe('own')
    expect(problem(`  ${link.slice(0, 40)}\n${link.slice(40)}\n`)).toBe('none')
  })

  it('never parses a changed link as another invitation', () => {
    const { guest, link } = invited()
    fc.assert(
      fc.property(fc.nat(link.length - 1), fc.constantFrom(...'abcXYZ019-_'), (at, letter) => {
        if (link[at] === letter) return
        expect(problemOf(() => guest.communities.inspect(link.slice(0, at) + letter + link.slice(at + 1)))).toMatch(
          /damaged|notInvitation/,
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('communities', () => {
  it('are several, each by its topic; leaving one keeps the others', () => {
    const { communities, places } = home(1)
    const open = communities.join('Readers')
    const own = communities.found('Readers')
    expect(own.id).not.toBe(open.id)
    expect(communities.join(' READERS ').id).toBe(open.id)
    expect([...places.keys()]).toEqual([open.id, own.id])
    expect(places.get(open.id)!.gate).toBeUndefined()
    communities.leave(open.id)
    expect([...places.keys()]).toEqual([own.id])
    communities.mute(own.id, true)
    expect(places.size).toBe(0)
    expect(communities.list()).toMatchObject([{ id: own.id, muted: true }])
    expect(communities.untouched).toBe(false)
  })

  it('of the same name by two founders are two', () => {
    expect(home(1).communities.found('Choir').id).not.toBe(home(2).communities.found('Choir').id)
  })

  it('are at most sixteen', () => {
    const { communities } = home(1)
    for (let i = 0; i < 16; i++) communities.join(`Community ${i}`)
    expect(problemOf(() => communities.join('One more'))).toBe('tooMany')
  })
})
