import { mixSeed, seededRandom, type Random } from '../../main/base/random.ts'
import { kindCounts, USER_KINDS, type UserKind, type ModelSettings } from '../../main/simulator/model/settings.ts'
import { STREAMS } from '../../main/simulator/model/streams.ts'

interface Peer {
  kind: UserKind
  generosity: number
  contributes: boolean
  excluded: boolean
  ratings: number[]
}

/** The reference model written down sentence by sentence, slow and plain: what the fast one is held against. */
export class ReferenceRun {
  readonly peers: Peer[]
  readonly order: number[]
  transaction = 0
  x = 1
  performanceSum = 0
  #settings: ModelSettings
  #meetings: Random
  #turnover: Random
  #generosity: Random

  constructor(settings: ModelSettings, seed: number) {
    this.#settings = settings
    this.#meetings = seededRandom(seed, STREAMS.meetings)
    this.#turnover = seededRandom(seed, STREAMS.turnover)
    this.#generosity = seededRandom(seed, STREAMS.generosity)
    const kinds = kindCounts(settings).flatMap((count, kind) =>
      Array<UserKind>(count).fill(USER_KINDS[kind] as UserKind),
    )
    this.peers = kinds.map((kind) => ({
      kind,
      generosity: this.#draw(),
      contributes: false,
      excluded: false,
      ratings: [],
    }))
    this.order = kinds.map((_, slot) => slot)
    for (const peer of this.peers) peer.contributes = this.#decides(peer, 0)
    this.x = this.contributors / this.participants
  }

  get participants(): number {
    return this.peers.filter((peer) => !peer.excluded).length
  }

  get contributors(): number {
    return this.peers.filter((peer) => !peer.excluded && peer.contributes).length
  }

  trust({ ratings }: Peer): number {
    const { weightTotal, weightRecent, recentWindow } = this.#settings
    const mean = (list: number[]): number => list.reduce((a, b) => a + b, 0) / list.length
    return weightTotal * mean(ratings) + weightRecent * mean(ratings.slice(-recentWindow))
  }

  advanceTo(end: number): void {
    while (this.transaction < end) this.#transact()
  }

  #draw(): number {
    return this.#generosity.next() * this.#settings.maxGenerosity
  }

  #decides({ kind, generosity }: Peer, transaction: number): boolean {
    const treason = transaction >= this.#settings.traitorFrom && transaction < this.#settings.traitorTo
    if (kind === 'contributor') return true
    if (kind === 'freeRider' || kind === 'falseEvaluator') return false
    return !(kind === 'traitor' && treason) && generosity * this.x > 1
  }

  #transact(): void {
    const [first, second] = [this.#meetings.next(), this.#meetings.next()]
    const n = this.order.length
    if (n >= 2) {
      const i = Math.floor(first * n)
      const rest = Math.floor(second * (n - 1))
      const one = this.peers[this.order[i] as number] as Peer
      const other = this.peers[this.order[rest < i ? rest : rest + 1] as number] as Peer
      one.contributes = this.#decides(one, this.transaction)
      other.contributes = this.#decides(other, this.transaction)
      one.ratings.push(one.contributes && other.kind !== 'falseEvaluator' ? 1 : 0)
      other.ratings.push(other.contributes && one.kind !== 'falseEvaluator' ? 1 : 0)
      if (this.#settings.identity !== 'none') for (const peer of [one, other]) this.#judge(peer)
    }
    for (let draw = 0; draw < 2; draw++) if (this.#turnover.next() < this.#settings.turnover) this.#replace()
    this.x = this.participants > 0 ? this.contributors / this.participants : 0
    this.performanceSum += this.x > 0 ? this.#settings.benefit * this.x ** this.#settings.returns - 1 : 0
    this.transaction++
  }

  #judge(peer: Peer): void {
    if (peer.ratings.length < this.#settings.minRatings || this.trust(peer) >= this.#settings.exclusionThreshold) return
    peer.excluded = true
    const place = this.order.indexOf(this.peers.indexOf(peer))
    const last = this.order.pop() as number
    if (place < this.order.length) this.order[place] = last
  }

  #replace(): void {
    const slot = Math.floor(this.#turnover.next() * this.#settings.N)
    const peer = this.peers[slot] as Peer
    const isNew = this.#turnover.next() >= this.#settings.returning
    if (isNew) peer.generosity = this.#draw()
    const contributes = this.#decides(peer, this.transaction)
    if (isNew || (this.#settings.identity === 'FI' && !contributes)) {
      peer.ratings = []
      if (peer.excluded) this.order.push(slot)
      peer.excluded = false
    }
    peer.contributes = contributes
  }
}

/** Seeds that are far apart, for tests that want several. */
export function someSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => mixSeed(2026, i))
}
