import { seededRandom } from '../../base/random.ts'
import type { Evidence } from '../../reputation/evidence.ts'
import { createView, explain, fold, score } from '../../reputation/robust/robust.ts'
import type { Attack } from './attack.ts'

const FRIENDS = 12
const TRIES = 100

/**
 * A trusted friend praises a subject without valid receipts: half-signed, missing, or one valid receipt replayed.
 * Signatures are verified before a rating becomes evidence (main/ratings); this tests the step after that.
 */
export const receipts: Attack = {
  name: 'receipts',
  title: 'replayed, half-signed and missing receipts',
  modes: ['robust'],
  measures: [
    {
      key: 'accepted',
      text: `of ${3 * TRIES} ratings with a replayed, half-signed or missing receipt, how many count`,
      unit: 'ratings',
      bar: { atMost: 0 },
    },
    {
      key: 'told',
      text: 'half-signed and missing ones that are told as ignored, with the reason',
      unit: '%',
      bar: { atLeast: 100 },
    },
  ],
  run({ seed }) {
    const random = seededRandom(seed, 11)
    const trust = createView('me')
    let seq = 0
    const say = (
      rater: string,
      subject: string,
      value: number,
      receipt: Evidence['receipt'],
      nonce: string | null,
    ): string => fold(trust, { rater, subject, score: value, seq: seq++, time: seq, reason: 'served', receipt, nonce })
    const friends = Array.from({ length: FRIENDS }, (_, i) => `friend${i}`)
    for (const friend of friends) for (let i = 0; i < 4; i++) say('me', friend, 1, 'full', `me${friend}${i}`)
    for (const friend of friends)
      for (const other of friends) if (friend !== other) say(friend, other, 1, 'full', `${friend}${other}`)
    for (const friend of friends.slice(1))
      say(friend, 'subject', random.next() < 0.5 ? 1 : 0, 'full', `${friend}subject`)
    const liar = friends[0] as string
    say(liar, 'subject', 1, 'full', 'once')
    const ratings = (): number => explain(trust, 'subject').sources.trusted
    const before = ratings()
    const u = score(trust, 'subject').u
    for (let i = 0; i < TRIES; i++) {
      say(liar, 'subject', 1, 'full', 'once')
      say(liar, 'subject', 1, 'half', `half${i}`)
      say(liar, 'subject', 1, 'none', null)
    }
    const why = explain(trust, 'subject')
    const told = why.sources.ignored
      .filter(({ reason }) => reason === 'no-receipt' || reason === 'half-receipt')
      .reduce((sum, { count }) => sum + count, 0)
    return { accepted: ratings() - before + (why.score.u === u ? 0 : 1), told: (100 * told) / (2 * TRIES) }
  },
}
