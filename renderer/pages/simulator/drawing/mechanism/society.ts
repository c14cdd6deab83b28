import {
  PEER_OUT,
  PEER_PRAISES,
  PEER_SERVES,
  type MechanismDealings,
} from '../../../../../main/contract/views/drawing-views.ts'
import { polar } from '../overlay-layout.ts'

/** A run part by part. */
export interface SocietyStory {
  /** Where the peers lie, in [-1, 1]: on a circle, kind by kind, with a gap between kinds. */
  xs: Float64Array
  ys: Float64Array
  /** What each peer does, one byte for each part and peer. */
  states: Uint8Array
  /** The dealings of each part: asker, provider, code. */
  dealings: readonly [asker: number, provider: number, code: number][][]
}

/** Room between two kinds, in peers. */
const GAP = 0.012
const RADIUS = 0.93

/** Spreads a run out, so that any part of it can be drawn. */
export function society(run: MechanismDealings): SocietyStory {
  const { peers, ticks, kinds } = run
  const order = kinds.map((_, peer) => peer).sort((a, b) => (kinds[a] as number) - (kinds[b] as number) || a - b)
  const xs = new Float64Array(peers)
  const ys = new Float64Array(peers)
  const present = [...new Set(kinds)]
  const gaps = present.length > 1 ? present.length * GAP : 0
  let before = -1
  let groups = 0
  for (const [i, peer] of order.entries()) {
    if (kinds[peer] !== before && before >= 0) groups++
    before = kinds[peer] as number
    ;[xs[peer], ys[peer]] = polar(((i + 0.5) / peers) * (1 - gaps) + groups * GAP, RADIUS) as [number, number]
  }
  // who has no like stands in the middle: a seller among its buyers
  const alone =
    present.length === 2 ? present.find((kind) => kinds.filter((own) => own === kind).length === 1) : undefined
  const middle = kinds.indexOf(alone ?? -1)
  if (middle >= 0 && peers > 2) xs[middle] = ys[middle] = 0
  const states = new Uint8Array(ticks * peers)
  const changes: [number, number][][] = Array.from({ length: ticks }, () => [])
  for (let i = 0; i < run.states.length; i += 3) {
    const [tick, peer, code] = run.states.slice(i, i + 3) as [number, number, number]
    changes[tick]?.push([peer, code])
  }
  for (let tick = 0; tick < ticks; tick++) {
    if (tick > 0) states.copyWithin(tick * peers, (tick - 1) * peers, tick * peers)
    for (const [peer, code] of changes[tick] ?? []) states[tick * peers + peer] = code
  }
  const dealings: [number, number, number][][] = Array.from({ length: ticks }, () => [])
  for (let i = 0; i < run.dealings.length; i += 4) {
    const [tick, asker, provider, code] = run.dealings.slice(i, i + 4) as [number, number, number, number]
    if (asker !== provider) dealings[tick]?.push([asker, provider, code])
  }
  return { xs, ys, states, dealings }
}

/** How many peers serve, are out, and praise each other after a part. */
export function countsAt(
  { states }: SocietyStory,
  peers: number,
  tick: number,
): { serve: number; out: number; praise: number } {
  const counts = { serve: 0, out: 0, praise: 0 }
  for (const code of states.subarray(tick * peers, (tick + 1) * peers)) {
    if ((code & PEER_OUT) > 0) counts.out++
    else if ((code & PEER_SERVES) > 0) counts.serve++
    if ((code & PEER_PRAISES) > 0) counts.praise++
  }
  return counts
}
