import fc from 'fast-check'
import { RATING_REASONS } from '../../main/domain/reasons.ts'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { createView, fold, type RobustView } from '../../main/reputation/robust/robust.ts'

export const PEERS = ['me', 'ada', 'bob', 'cyd', 'dan', 'eve']
export const NOW = 1_700_000_000_000

/** A short hand for ratings, each at its own place and time. */
export function community(): {
  trust: RobustView
  say: (rater: string, subject: string, score: number, receipt?: Evidence['receipt'], nonce?: string) => void
} {
  const trust = createView('me')
  let seq = 0
  return {
    trust,
    say: (rater, subject, value, receipt = 'full', nonce) => {
      seq++
      fold(trust, {
        rater,
        subject,
        score: value,
        seq,
        time: NOW + seq,
        reason: 'served',
        receipt,
        nonce: receipt === 'none' ? null : (nonce ?? `n${seq}`),
      })
    },
  }
}

/** Friends of mine that know one another, and that I have had good service from. */
export function friends(count: number): ReturnType<typeof community> & { names: string[] } {
  const testNetwork = community()
  const names = Array.from({ length: count }, (_, i) => `friend${i}`)
  for (const name of names) for (let i = 0; i < 4; i++) testNetwork.say('me', name, 1)
  for (const name of names)
    for (const other of names) if (name !== other) for (let i = 0; i < 3; i++) testNetwork.say(name, other, 1)
  return { ...testNetwork, names }
}

export const arbitraryEvidence = fc.uniqueArray(
  fc
    .record({
      rater: fc.constantFrom(...PEERS),
      subject: fc.constantFrom(...PEERS),
      seq: fc.nat(60),
      score: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      // few distinct times and receipts, so that ties and corrections are common
      time: fc.integer({ min: NOW, max: NOW + 5 }),
      reason: fc.constantFrom(...RATING_REASONS),
      receipt: fc.constantFrom('full' as const, 'full' as const, 'full' as const, 'half' as const, 'none' as const),
      receiptNumber: fc.nat(8),
    })
    .filter(({ rater, subject }) => rater !== subject)
    .map(({ receiptNumber, ...rating }): Evidence => ({
      ...rating,
      nonce: rating.receipt === 'none' ? null : `r${receiptNumber}`,
    })),
  { selector: (rating) => `${rating.rater}/${rating.seq}`, maxLength: 120 },
)

export const folded = (list: readonly Evidence[]): RobustView => {
  const trust = createView('me')
  for (const rating of list) fold(trust, rating)
  return trust
}
