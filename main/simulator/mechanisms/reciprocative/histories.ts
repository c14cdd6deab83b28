import { CLAIMED } from '../kinds.ts'
import type { Rule } from '../rule.ts'
import { AllServices } from './all-services.ts'
import type { SharedRecords } from './shared-round.ts'
import { RecentServices, type Services } from './services.ts'

/** Up to this many peers, each remembers all others. */
const SMALL = 256

export type StrangerPolicy = 'always' | 'never' | 'adaptive'

/** What strangers gave and took, as a peer (or everybody together) has seen it. */
class StrangerAccounts {
  readonly #policy: StrangerPolicy
  /** What each account saw strangers give, and take, in turns. */
  readonly counts: Int32Array

  constructor(policy: StrangerPolicy, accounts: number) {
    this.#policy = policy
    this.counts = new Int32Array(2 * accounts)
  }

  /** How likely a stranger is served whatever strangers did; NaN if that matters. */
  get fixed(): number {
    return this.#policy === 'adaptive' ? Number.NaN : this.#policy === 'always' ? 1 : 0
  }

  /** How likely a stranger is served. */
  served(account: number): number {
    if (this.#policy !== 'adaptive') return this.#policy === 'always' ? 1 : 0
    return ratio(this.counts[account << 1] as number, this.counts[(account << 1) | 1] as number)
  }

  gave(account: number): void {
    this.counts[account << 1] = (this.counts[account << 1] as number) + 1
  }

  took(account: number): void {
    this.counts[(account << 1) | 1] = (this.counts[(account << 1) | 1] as number) + 1
  }
}

/** min(1, a / b), and 1 where nothing was taken. */
const ratio = (a: number, b: number): number => (a >= b ? 1 : a / b)

/** Each peer goes by its own dealings: min(1, given to me / taken from me). */
class PrivateHistory implements Rule {
  readonly bytes: number
  protected readonly services: Services
  readonly #strangers: StrangerAccounts

  constructor(N: number, policy: StrangerPolicy, colludes: (peer: number) => boolean) {
    this.services = N <= SMALL ? new AllServices(N, colludes) : new RecentServices(N, colludes)
    this.bytes = this.services.bytes + 8
    this.#strangers = new StrangerAccounts(policy, N)
  }

  serve(me: number, asker: number): number {
    const gave = this.gave(asker, me)
    const took = this.gave(me, asker)
    return gave === 0 && took === 0 ? this.#strangers.served(me) : ratio(gave, took)
  }

  note(provider: number, asker: number, outcome: 0 | 1): void {
    if (outcome === 0) return
    if (this.#isStranger(provider, asker)) this.#strangers.gave(asker)
    if (this.#isStranger(asker, provider)) this.#strangers.took(provider)
    this.services.add(provider, asker)
  }

  arrive(slot: number, fresh: boolean): void {
    if (fresh) this.services.rename(slot)
  }

  /** What `from` gave `to`. */
  protected gave(from: number, to: number): number {
    return this.services.services(from, to)
  }

  #isStranger(peer: number, me: number): boolean {
    return this.gave(peer, me) === 0 && this.gave(me, peer) === 0
  }
}

/** Each peer goes by the flow of services: min(1, flow(i to me) / flow(me to i)). */
class FlowHistory extends PrivateHistory {
  protected override gave(from: number, to: number): number {
    return this.services.flow(from, to)
  }
}

/** All go by the same record: min(1, g(i) / g(me)), where g = given / taken. */
export class SharedHistory implements Rule {
  readonly bytes = 8
  /** Services that each peer gave, and took, in turns. */
  readonly #records: Int32Array
  readonly #strangers: StrangerAccounts
  /** Services that a peer claims to have given, and to have taken. */
  readonly #claims: (peer: number) => number

  constructor(N: number, policy: StrangerPolicy, claims: (peer: number) => number) {
    this.#records = new Int32Array(2 * N)
    this.#strangers = new StrangerAccounts(policy, 1)
    this.#claims = claims
  }

  /** For whole rounds, see `playSharedRound`. */
  get shared(): SharedRecords {
    return { records: this.#records, strangers: this.#strangers.counts, stranger: this.#strangers.fixed }
  }

  serve(me: number, asker: number): number {
    const claims = this.#claims(asker)
    const gave = (this.#records[asker << 1] as number) + claims
    const took = (this.#records[(asker << 1) | 1] as number) + claims
    if (gave === 0 && took === 0) return this.#strangers.served(0)
    const mine = this.#records[me << 1] as number
    const taken = this.#records[(me << 1) | 1] as number
    // a peer that has given or taken nothing has no generosity to compare with
    return mine === 0 || taken === 0 ? ratio(gave, took) : ratio(gave * taken, took * mine)
  }

  note(provider: number, asker: number, outcome: 0 | 1): void {
    if (outcome === 0) return
    if (this.#isStranger(provider)) this.#strangers.gave(0)
    if (this.#isStranger(asker)) this.#strangers.took(0)
    this.#records[provider << 1] = (this.#records[provider << 1] as number) + 1
    this.#records[(asker << 1) | 1] = (this.#records[(asker << 1) | 1] as number) + 1
  }

  arrive(slot: number, fresh: boolean): void {
    if (fresh) this.#records.fill(0, slot << 1, (slot << 1) + 2)
  }

  #isStranger(peer: number): boolean {
    return this.#records[peer << 1] === 0 && this.#records[(peer << 1) | 1] === 0 && this.#claims(peer) === 0
  }
}

interface HistoryOptions {
  N: number
  policy: StrangerPolicy
  colludes(peer: number): boolean
  /** How many peers collude now. */
  colluders(): number
}

/** The rule of reciprocating peers for a history and a stranger policy. */
export function historyOf(
  name: string,
  { N, policy, colludes, colluders }: HistoryOptions,
): Required<Pick<Rule, 'serve' | 'note' | 'arrive' | 'bytes'>> {
  if (name === 'private') return new PrivateHistory(N, policy, colludes)
  if (name === 'maxflow') return new FlowHistory(N, policy, colludes)
  return new SharedHistory(N, policy, (peer) => (colludes(peer) ? CLAIMED * (colluders() - 1) : 0))
}
