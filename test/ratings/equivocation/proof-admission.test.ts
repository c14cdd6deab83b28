import { expect, test } from 'vitest'
import type { Conflict } from '../../../main/ratings/decisions.ts'
import { ProofAdmission, type ProofAdmissionOptions } from '../../../main/ratings/equivocation/proof-admission.ts'

/** An admission that has met and rated some; `met` and `rated` can be changed. */
function admission(max?: ProofAdmissionOptions['max']) {
  const kept: Conflict[] = []
  const met = new Set(['met', 'friend', 'excused'])
  const rated = new Set(['rated', 'rated too'])
  const proofs = new ProofAdmission({
    self: 'me',
    decisions: { conflicts: () => [...kept], prove: (conflict: Conflict) => kept.push(conflict) > 0 },
    peers: { get: (key) => (met.has(key) ? { lastSeen: 1 } : key === 'named by others' ? { lastSeen: 0 } : undefined) },
    isRated: (key) => rated.has(key),
    isExcused: (log) => log === 'excused',
    ...(max && { max }),
  })
  const admit = (peer: string, from?: string, own = false): boolean =>
    proofs.admit({ peer, length: 1, fork: 0, time: 0, proof: new Uint8Array(), own }, from)
  return { proofs, kept, met, rated, admit }
}

test('only proofs against peers that were met or rated are kept; those against the rated have a bound', () => {
  const { kept, admit } = admission({ strangers: 1, waiting: 10, waitingOfOne: 10 })
  const all = ['excused', 'met', 'a', 'named by others', 'rated', 'rated too', 'friend', 'me']
  expect(all.map((peer) => admit(peer))).toEqual([false, true, false, false, true, false, true, false])
  expect(kept.map(({ peer }) => peer)).toEqual(['met', 'rated', 'friend'])
})

test('a proof against an unknown key waits until its peer is met or rated, and is then taken once', () => {
  const { proofs, met, rated, admit } = admission()
  admit('later', 'neighbour')
  admit('later rated', 'neighbour')
  expect(proofs.takeWaiting('later')).toBeNull()
  met.add('later')
  rated.add('later rated')
  expect(proofs.takeWaiting('later')).toMatchObject({ peer: 'later' })
  expect(proofs.takeWaiting('later rated')).toMatchObject({ peer: 'later rated' })
  expect(proofs.takeWaiting('later')).toBeNull()
})

test('a neighbour has 64 waiting proofs, all have 1,024, and whoever sent most loses its oldest', () => {
  const { proofs, met, admit } = admission()
  const isWaiting = (peer: string): boolean => {
    met.add(peer)
    return proofs.takeWaiting(peer) !== null
  }
  admit('real', 'honest')
  for (let n = 0; n < 1100; n++) admit(`made up ${n}`, 'liar')
  expect(isWaiting('made up 1035')).toBe(false)
  expect(isWaiting('made up 1036')).toBe(true)
  // thirty more liars, each at its bound
  for (let liar = 0; liar < 30; liar++) for (let n = 0; n < 64; n++) admit(`of ${liar}: ${n}`, `liar ${liar}`)
  expect(isWaiting('real')).toBe(true)
})

test('a neighbour is told first of the proofs that this node has found itself', () => {
  const { proofs, met, admit } = admission()
  for (const peer of ['a', 'b', 'c', 'd']) met.add(peer)
  admit('a', 'neighbour')
  admit('b', '', true)
  admit('c', 'neighbour')
  admit('d', '', true)
  expect(proofs.conflicts().map(({ peer }) => peer)).toEqual(['b', 'd', 'a', 'c'])
})
