import type { Rule } from '../rule.ts'

/** How a request ended; see DEALINGS of the contract. */
export const [SERVED, FAILED] = [0, 2] as const
const REFUSED = 1
export type DealingOutcome = typeof SERVED | typeof REFUSED | typeof FAILED

export {
  PEER_SERVES as SERVES,
  PEER_OUT as OUT,
  PEER_PRAISES as PRAISES,
} from '../../../contract/views/drawing-views.ts'

/** Watches the dealings of a run. It decides nothing: a run is the same with and without it. */
export interface DealingWatch {
  /** The peers, by the code of their kind; called once, before all else. */
  peers(kinds: ArrayLike<number>, names: readonly string[]): void
  dealt(asker: number, provider: number, outcome: DealingOutcome): void
  /** The peer has another name: nobody knows it. */
  renamed(peer: number): void
  /** The share of the run that is done, what each peer does now, and values to be drawn over time, by name. */
  moment(done: number, state: (peer: number) => number, values: Readonly<Record<string, number>>): void
}

/** The same rule, watched. A request that was decided upon and not noted has been refused. */
export function watchedRule<R extends Rule>(rule: R, watch: DealingWatch): R {
  let asked: readonly [provider: number, asker: number] | undefined
  const settle = (): void => {
    if (asked) watch.dealt(asked[1], asked[0], REFUSED)
    asked = undefined
  }
  const { choose, admits, contributes, performance, partner } = rule
  return {
    ...(choose && { choose: choose.bind(rule) }),
    ...(admits && { admits: admits.bind(rule) }),
    ...(contributes && { contributes: contributes.bind(rule) }),
    ...(performance && { performance: performance.bind(rule) }),
    ...(partner && { partner: partner.bind(rule) }),
    bytes: rule.bytes,
    serve(provider: number, asker: number) {
      settle()
      const likely = rule.serve?.(provider, asker) ?? 1
      if (likely < 1) asked = [provider, asker]
      return likely
    },
    note(provider: number, asker: number, outcome: 0 | 1, rating: 0 | 1) {
      // a note that answers no question is of another request
      if (asked?.[0] === provider && asked[1] === asker) asked = undefined
      settle()
      watch.dealt(asker, provider, outcome === 1 ? SERVED : FAILED)
      rule.note?.(provider, asker, outcome, rating)
    },
    arrive(slot: number, fresh: boolean) {
      settle()
      if (fresh) watch.renamed(slot)
      rule.arrive?.(slot, fresh)
    },
  } as unknown as R
}
