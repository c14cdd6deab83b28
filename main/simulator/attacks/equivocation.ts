import { NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Share of connections that are down during the round. */
const DOWN = 0.1

/**
 * One peer signs two different heads of equal length and shows one to each half of its neighbours. In a gossip round
 * every peer sends its head to its neighbours; a peer that has both holds the proof and forwards it at once.
 */
export const equivocation: Attack = {
  name: 'equivocation',
  title: 'two signed heads of one log, shown to two halves of the neighbours',
  modes: ['robust'],
  measures: [
    {
      key: 'held',
      text: 'connected peers that hold the proof after one gossip round, proofs passed on at once',
      unit: '%',
      bar: { atLeast: 100 },
    },
    {
      key: 'direct',
      text: "the cheater's own neighbours that find it without being told, by heads alone",
      unit: '%',
      bar: null,
    },
  ],
  run({ seed, peers }) {
    const society = new Society({ mode: 'paper', seed, peers, neighbours: NEIGHBOURS })
    const { random } = society
    const cheater = random.int(peers)
    const links: number[][] = Array.from({ length: peers }, () => [])
    for (const [a, b] of society.edges) {
      if (a === cheater || b === cheater || random.next() < DOWN) continue
      ;(links[a] as number[]).push(b)
      ;(links[b] as number[]).push(a)
    }
    // bits 1 and 2: the heads that a peer has
    const shown = new Uint8Array(peers)
    const near = society.neighbours[cheater] as number[]
    for (const [i, peer] of near.entries()) shown[peer] = 1 << (i % 2)
    const seen = shown.map((heads, peer) =>
      (links[peer] as number[]).reduce((all, other) => all | (shown[other] as number), heads),
    )
    const proof = [...seen.keys()].filter((peer) => seen[peer] === 3)
    const direct = (100 * near.filter((peer) => seen[peer] === 3).length) / Math.max(1, near.length)
    const holds = new Set(proof)
    for (const peer of proof) {
      for (const other of links[peer] as number[]) {
        if (holds.has(other)) continue
        holds.add(other)
        proof.push(other)
      }
    }
    const connected = [...links.keys()].filter((peer) => peer !== cheater && (links[peer] as number[]).length > 0)
    return { held: (100 * connected.filter((peer) => holds.has(peer)).length) / connected.length, direct }
  },
}
