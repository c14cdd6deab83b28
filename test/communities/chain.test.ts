import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blameOf } from '../../main/communities/blame.ts'
import { MAX_DEPTH } from '../../main/communities/certificate.ts'
import { type Chain, chainFault, decodeChain, encodeChain } from '../../main/communities/chain.ts'
import { decodeCredential, decodeGrant, encodeCredential, encodeGrant } from '../../main/communities/credential.ts'
import { certificate, person } from './people.ts'

const community = 'ab'.repeat(32)
const founder = person(1)
const people = Array.from({ length: MAX_DEPTH + 2 }, (_, i) => person(i + 2))

/** A genuine chain of `length` links, each allowing one less than the one before. */
const chainOf = (length: number): Chain =>
  Array.from({ length }, (_, i) =>
    certificate(community, i === 0 ? founder : people[i - 1]!, people[i]!.publicKey, {
      depth: Math.max(0, MAX_DEPTH - 1 - i),
    }),
  )

const fault = (chain: Chain, member = chain.at(-1)?.member ?? founder.publicKey, now = 1500): string | null =>
  chainFault({ community, founder: founder.publicKey, member, chain, now }, (...args) => founder.verify(...args))

describe('a chain', () => {
  it('of every length up to 16 leads to the founder', () => {
    for (let length = 0; length <= MAX_DEPTH; length++) expect(fault(chainOf(length))).toBeNull()
  })

  it('proves nothing when it is empty, unless its holder is the founder', () => {
    expect(fault([], people[0]!.publicKey)).toBe('not-founder')
  })

  it('is valid until the last year that there is, and refused with a time that cannot be shown', () => {
    const until = (expires: number): Chain => [
      certificate(community, founder, people[0]!.publicKey, { depth: 0, expires }),
    ]
    for (const year of [2038, 2107, 9999]) expect(fault(until(Date.UTC(year, 11, 31)))).toBeNull()
    expect(fault(until(8_640_000_000_000_000))).toBeNull()
    expect(() => until(8_640_000_000_000_001)).toThrow(RangeError)
  })

  it('of another member proves nothing', () => {
    expect(fault(chainOf(3), people[7]!.publicKey)).toBe('other-member')
  })

  it('is at most 16 long, and within the depth of each certificate', () => {
    expect(
      fault([
        ...chainOf(MAX_DEPTH),
        certificate(community, people[MAX_DEPTH - 1]!, people[MAX_DEPTH]!.publicKey, { depth: 0 }),
      ]),
    ).toBe('too-long')
    const short = certificate(community, founder, people[0]!.publicKey, { depth: 0 })
    expect(fault([short])).toBeNull()
    expect(fault([short, certificate(community, people[0]!, people[1]!.publicKey, { depth: 0 })])).toBe('too-deep')
  })

  it('may not contain a cycle', () => {
    const [a, b] = people as [typeof founder, typeof founder]
    const chain = [
      certificate(community, founder, a.publicKey, { depth: 9 }),
      certificate(community, a, b.publicKey, { depth: 8 }),
      certificate(community, b, a.publicKey, { depth: 7 }),
    ]
    expect(fault(chain)).toBe('cycle')
    expect(fault([certificate(community, founder, founder.publicKey)])).toBe('cycle')
  })

  it('requires admissions before the invitation expired, and not in the future', () => {
    expect(fault([certificate(community, founder, people[0]!.publicKey, { issued: 2001 })])).toBe('expired')
    expect(fault([certificate(community, founder, people[0]!.publicKey, { issued: 1e12, expires: 2e12 })])).toBe(
      'future',
    )
  })

  it('of another community, or signed by another key, is forged', () => {
    expect(fault([certificate('cd'.repeat(32), founder, people[0]!.publicKey)])).toBe('forged')
    const [a, b] = people as [typeof founder, typeof founder]
    expect(fault([certificate(community, b, a.publicKey)])).toBe('forged')
  })

  it('is invalid after any reordering of its links or any changed bit', () => {
    const chain = chainOf(5)
    const bytes = Buffer.from(encodeChain(chain))
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }), (order) => {
        const mixed = order.map((i) => chain[i]!)
        if (order.every((place, i) => place === i)) return
        expect(fault(mixed)).not.toBeNull()
      }),
      { numRuns: 200 },
    )
    fc.assert(
      fc.property(fc.nat(bytes.byteLength * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes)
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        let broken: Chain
        try {
          broken = decodeChain(changed)
        } catch (error) {
          expect(String(error)).toMatch(/^(Range)?Error: /)
          return
        }
        expect(fault(broken, chain.at(-1)!.member)).not.toBeNull()
      }),
      { numRuns: 1500 },
    )
  })

  it('round-trips', () => {
    for (const length of [0, 1, MAX_DEPTH]) {
      const chain = chainOf(length)
      const bytes = encodeChain(chain)
      expect(bytes.byteLength).toBeLessThanOrEqual(1 + length * 150)
      expect(Buffer.from(encodeChain(decodeChain(bytes)))).toEqual(Buffer.from(bytes))
      expect(decodeCredential(encodeCredential({ kind: 'member', chain }))).toMatchObject({
        kind: 'member',
        chain: chain.map(({ member }) => ({ member })),
      })
    }
  })
})

describe('credentials and grants from the wire', () => {
  it('are decoded or refused, whatever the bytes', () => {
    const tryAll = (bytes: Uint8Array): void => {
      for (const decode of [decodeChain, decodeCredential, decodeGrant]) {
        try {
          decode(bytes)
        } catch (error) {
          expect(String(error)).toMatch(/^(Range)?Error: /)
        }
      }
    }
    const start = Buffer.from(encodeCredential({ kind: 'member', chain: chainOf(2) }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => tryAll(bytes)),
      { numRuns: 10_000 },
    )
    fc.assert(
      fc.property(fc.nat(start.length), fc.uint8Array({ maxLength: 30 }), (cut, tail) =>
        tryAll(Buffer.concat([start.subarray(0, cut), tail])),
      ),
      { numRuns: 5_000 },
    )
  })

  it('round-trip', () => {
    expect(decodeGrant(encodeGrant({ refusal: 'used' }))).toEqual({ refusal: 'used' })
    expect(decodeGrant(encodeGrant({ chain: chainOf(2) }))).toMatchObject({
      chain: chainOf(2).map(({ member }) => ({ member })),
    })
  })
})

describe('shared blame', () => {
  it('goes two steps up the chain: a quarter and a sixteenth', () => {
    expect(blameOf(['f', 'a', 'b', 'c'])).toEqual([
      { subject: 'c', inviter: 'b', fraction: 0.25 },
      { subject: 'c', inviter: 'a', fraction: 0.0625 },
    ])
    expect(blameOf(['f', 'a'])).toEqual([{ subject: 'a', inviter: 'f', fraction: 0.25 }])
    expect(blameOf(['f'])).toEqual([])
    expect(blameOf([])).toEqual([])
    expect(blameOf(['f', 'a', 'b'], { fraction: 1, steps: 1 })).toEqual([{ subject: 'b', inviter: 'a', fraction: 1 }])
  })
})
