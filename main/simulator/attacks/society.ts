import { seededRandom, type Random } from '../../base/random.ts'
import { StrangerAccount } from '../../reputation/newcomers.ts'
import { ROBUST_DEFAULTS, type RobustParameters } from '../../reputation/robust/parameters.ts'
import { PartialReputation } from './partial-reputation.ts'
import { PaperReputation, RobustReputation, type ReputationSystem, type Mode } from './reputation-system.ts'

/** Outcome of a request: good content, fake content that the provider signs for, or none. */
export type Outcome = 'good' | 'bad' | 'refused'

/** How a peer behaves. */
export interface Conduct {
  /** Its answer to a request from `asker`. */
  serves(asker: number): Outcome
  /** The rating it gives where the truthful one is `truth` (1 good, 0 bad or refused). */
  rates(truth: 0 | 1): number
}

export interface SocietySettings {
  mode: Mode
  seed: number
  /** Number of peers. */
  peers: number
  /** Mean number of neighbours in a small world (Watts, Strogatz 1998) with a fifth of the edges rewired. */
  neighbours: number
  /** Parameters of the robust mode that differ from the defaults. */
  parameters?: Partial<Omit<RobustParameters, 'mode'>> | undefined
  /** Share of the rating logs of others that each peer holds (robust mode); all if left out. */
  logsHeld?: number
}

/** Share of honest services that fail, for instance because a connection breaks. */
const HONEST_FAILURE = 0.03
const REWIRED = 0.2

/**
 * Peers that meet along the edges of a small world, request services from each other and rate them. Peers do not meet
 * those they exclude; newcomers are served within the newcomer allowance (robust mode). Peers are honest unless `turn`
 * changes their conduct.
 */
export class Society {
  readonly reputation: ReputationSystem
  readonly random: Random
  readonly conduct: Conduct[] = []
  readonly edges: [number, number][] = []
  readonly neighbours: number[][] = []
  /** By peer; used for attacker behaviour and metrics, never by the reputation system. */
  readonly attacker: boolean[] = []
  /** Services to honest peers so far, and how many of them were bad. */
  honestServed = 0
  honestServedBadly = 0
  /** Bad services to honest peers, by provider. */
  readonly badBy: number[] = []
  /** Called after each request. */
  onService: (provider: number, asker: number, outcome: Outcome) => void = () => {}
  /** The rating given for one subject, where the conduct of the rater says `rating`. */
  rated: (rater: number, subject: number, rating: number) => number = (_rater, _subject, rating) => rating
  readonly #strangers: StrangerAccount[] = []
  readonly #used: Map<number, { times: number; luck: number }>[] = []
  readonly #honest: Conduct

  constructor({ mode, seed, peers, neighbours, parameters, logsHeld }: SocietySettings) {
    const robust = { ...ROBUST_DEFAULTS, ...parameters }
    if (mode === 'paper') this.reputation = new PaperReputation()
    else if (logsHeld === undefined) this.reputation = new RobustReputation(robust)
    else this.reputation = new PartialReputation(robust, logsHeld, seededRandom(seed, 13))
    this.random = seededRandom(seed, 7)
    this.#honest = { serves: () => (this.random.next() < HONEST_FAILURE ? 'bad' : 'good'), rates: (truth) => truth }
    for (let peer = 0; peer < peers; peer++) this.join()
    const half = Math.max(1, Math.min(Math.floor(neighbours / 2), Math.floor((peers - 1) / 2)))
    for (let peer = 0; peer < peers; peer++) {
      for (let step = 1; step <= half; step++) {
        let other = (peer + step) % peers
        if (this.random.next() < REWIRED) other = this.random.int(peers)
        if (other !== peer && !(this.neighbours[peer] as number[]).includes(other)) this.connect(peer, other)
      }
    }
  }

  /** Adds an honest peer without neighbours and returns its number. */
  join(): number {
    const peer = this.conduct.push(this.#honest) - 1
    this.reputation.add()
    this.neighbours.push([])
    this.attacker.push(false)
    this.badBy.push(0)
    this.#strangers.push(new StrangerAccount(ROBUST_DEFAULTS))
    this.#used.push(new Map())
    return peer
  }

  connect(a: number, b: number): void {
    ;(this.neighbours[a] as number[]).push(b)
    ;(this.neighbours[b] as number[]).push(a)
    this.edges.push([a, b])
    this.reputation.connect(a, b)
  }

  /** Gives the user behind `peer` a new name with the same neighbours and no record; returns the name. */
  rename(peer: number): number {
    const name = this.join()
    this.attacker[name] = this.attacker[peer] as boolean
    this.conduct[name] = this.conduct[peer] as Conduct
    for (const edge of this.edges) {
      const side = edge.indexOf(peer)
      if (side < 0) continue
      edge[side] = name
      const other = edge[1 - side] as number
      ;(this.neighbours[name] as number[]).push(other)
      ;(this.neighbours[other] as number[]).push(name)
      this.reputation.connect(name, other)
    }
    return name
  }

  /** The allowance that a peer currently grants strangers. */
  allowance(peer: number): number {
    return (this.#strangers[peer] as StrangerAccount).allowance
  }

  /** Turns a share of all peers, drawn uniformly, into attackers with this conduct; returns them. */
  turn(share: number, conduct: (peer: number) => Conduct): number[] {
    const peers = this.shuffled(Array.from({ length: this.conduct.length }, (_, peer) => peer))
    const chosen = peers.slice(0, Math.round(share * peers.length))
    for (const peer of chosen) {
      this.attacker[peer] = true
      this.conduct[peer] = conduct(peer)
    }
    return chosen
  }

  /** The same peers in random order. */
  shuffled(list: readonly number[]): number[] {
    const peers = [...list]
    for (let i = peers.length - 1; i > 0; i--) {
      const j = this.random.int(i + 1)
      ;[peers[i], peers[j]] = [peers[j] as number, peers[i] as number]
    }
    return peers
  }

  get honestPeers(): number[] {
    return this.attacker.flatMap((attacker, peer) => (attacker ? [] : [peer]))
  }

  /** Runs meetings along random edges, on average `times` per edge. */
  meetings(times: number): void {
    for (let left = Math.round(times * this.edges.length); left > 0; left--) {
      const [a, b] = this.edges[this.random.int(this.edges.length)] as [number, number]
      if (this.random.next() < 0.5) this.meet(a, b)
      else this.meet(b, a)
    }
  }

  /** Each requests a service from the other, unless one excludes the other. Attackers exclude nobody. */
  meet(a: number, b: number): boolean {
    const ofB = this.attacker[a] ? 'good' : this.reputation.standing(a, b)
    const ofA = this.attacker[b] ? 'good' : this.reputation.standing(b, a)
    if (ofA === 'bad' || ofB === 'bad') return false
    this.#ask(a, b, ofA === 'new', ofB === 'new')
    this.#ask(b, a, ofB === 'new', ofA === 'new')
    return true
  }

  /** `fresh`: the provider does not know the asker; `unknown`: the asker does not know the provider. */
  #ask(asker: number, provider: number, fresh: boolean, unknown: boolean): void {
    const { reputation } = this
    if (fresh && reputation.mode === 'robust' && !this.attacker[provider] && !this.#takesIn(provider, asker)) return
    const outcome = (this.conduct[provider] as Conduct).serves(asker)
    if (!this.attacker[asker] && outcome !== 'refused') {
      this.honestServed++
      if (outcome === 'bad') this.honestServedBadly++
    }
    if (outcome === 'bad' && !this.attacker[asker]) this.badBy[provider] = (this.badBy[provider] as number) + 1
    if (unknown && outcome === 'good') (this.#strangers[asker] as StrangerAccount).gave()
    const rating = (this.conduct[asker] as Conduct).rates(outcome === 'good' ? 1 : 0)
    reputation.rate(asker, provider, this.rated(asker, provider, rating), outcome === 'refused' ? 0 : 2)
    this.onService(provider, asker, outcome)
  }

  /** Whether `provider` serves this stranger again. */
  #takesIn(provider: number, asker: number): boolean {
    const account = this.#strangers[provider] as StrangerAccount
    const used = this.#used[provider] as Map<number, { times: number; luck: number }>
    let mine = used.get(asker)
    if (!mine) used.set(asker, (mine = { times: 0, luck: this.random.next() }))
    if (!account.serves(mine.times, mine.luck)) return false
    mine.times++
    account.took()
    return true
  }

  /** Share of pairs (honest peer, neighbour) in which the peer excludes the neighbour, an attacker or an honest one. */
  excludedShare(attackers: boolean): number {
    let pairs = 0
    let excluded = 0
    for (const observer of this.honestPeers) {
      for (const subject of this.neighbours[observer] as number[]) {
        if (this.attacker[subject] !== attackers) continue
        pairs++
        if (this.reputation.standing(observer, subject) === 'bad') excluded++
      }
    }
    return pairs === 0 ? 0 : excluded / pairs
  }
}
