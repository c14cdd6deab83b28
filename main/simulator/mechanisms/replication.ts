import { HyobanError } from '../../base/errors.ts'
import { WORD } from '../model/draws.ts'
import { nextWord, STREAMS, streamState } from '../model/streams.ts'
import { type DealingWatch, OUT, SERVED, SERVES } from './watching/dealing-watch.ts'
import { numberOf, textOf, type Mechanism } from './mechanism.ts'
import { LAB_STREAMS } from './meetings.ts'

/**
 * Operating systems of the 2,963 general-purpose hosts of Junqueira et al. (2005), table 2a: Windows, Solaris, Mac OS
 * X, Linux, Mac OS, FreeBSD, IRIX, HP-UX, BSD/OS, Tru64 Unix; the 54 hosts that it does not name count as one more.
 */
const SYSTEMS = [1604, 301, 296, 296, 204, 66, 60, 32, 28, 22, 54] as const
const HOSTS = SYSTEMS.reduce<number>((sum, count) => sum + count, 0)
const SECONDS_PER_PIECE = 3e-7
const NAMES = [
  'Windows',
  'Solaris',
  'Mac OS X',
  'Linux',
  'Mac OS',
  'FreeBSD',
  'IRIX',
  'HP-UX',
  'BSD/OS',
  'Tru64 Unix',
  'other',
] as const
/** Parts of a drawing after the catastrophe. */
const CATASTROPHE = 48
/** Objects between two calls of `between`. */
const SLICE = 4096

/** Hosts, each with an operating system and one object of its own, whose pieces are placed on it and on others. */
class Hosts {
  readonly #N: number
  readonly #random: Int32Array
  readonly #system: Uint8Array
  readonly #load: Int32Array
  /** Hosts in the order of their systems, and where each system begins. */
  readonly #bySystem: Int32Array
  readonly #starts: Int32Array
  /** Pieces that each system has been given: its hosts take turns, so that the next one is the least loaded. */
  readonly #turns: Int32Array
  /** The object that has last put a piece on the system. */
  readonly #used: Int32Array
  /** The system that the catastrophe kills: the most common one. */
  readonly #killed: number

  readonly #watch: DealingWatch | undefined

  constructor(N: number, seed: number, watch?: DealingWatch) {
    this.#N = N
    this.#watch = watch
    this.#random = streamState(seed, STREAMS.meetings)
    const systems = streamState(seed, LAB_STREAMS.society)
    this.#system = Uint8Array.from({ length: N }, () => {
      let left = nextWord(systems) * WORD * HOSTS
      return SYSTEMS.findIndex((count) => (left -= count) < 0)
    })
    const counts = new Int32Array(SYSTEMS.length)
    for (const system of this.#system) counts[system] = (counts[system] as number) + 1
    this.#starts = new Int32Array(SYSTEMS.length + 1)
    counts.forEach((count, system) => (this.#starts[system + 1] = (this.#starts[system] as number) + count))
    const next = this.#starts.slice()
    this.#bySystem = new Int32Array(N)
    this.#system.forEach((system, host) => {
      const at = next[system] as number
      this.#bySystem[at] = host
      next[system] = at + 1
    })
    this.#load = new Int32Array(N)
    this.#turns = new Int32Array(SYSTEMS.length)
    this.#used = new Int32Array(SYSTEMS.length).fill(-1)
    this.#killed = counts.indexOf(Math.max(...counts))
    watch?.peers(this.#system, NAMES)
  }

  static readonly bytes = 9

  /** Whether the catastrophe kills this host. */
  dies(host: number): boolean {
    return this.#system[host] === this.#killed
  }

  /** Load of the busiest host, by the mean load. */
  get loadRatio(): number {
    let sum = 0
    let most = 0
    for (const load of this.#load) {
      sum += load
      if (load > most) most = load
    }
    return (most * this.#N) / sum
  }

  /** Places the pieces of the host's own object, the first one on the host itself; how many survive. */
  place(owner: number, pieces: number, informed: boolean): number {
    let survivors = this.#put(owner, owner)
    const holders = [owner]
    for (let piece = 1; piece < pieces; piece++) {
      const host = informed ? this.#unlike(owner) : this.#other(holders)
      if (!informed) holders.push(host)
      survivors += this.#put(host, owner)
    }
    return survivors
  }

  #put(host: number, object: number): 0 | 1 {
    this.#watch?.dealt(object, host, SERVED)
    const system = this.#system[host] as number
    this.#load[host] = (this.#load[host] as number) + 1
    this.#used[system] = object
    return system === this.#killed ? 0 : 1
  }

  #other(holders: readonly number[]): number {
    for (;;) {
      const host = Math.floor(nextWord(this.#random) * this.#N * WORD)
      if (!holders.includes(host)) return host
    }
  }

  /** The next host of the system without a piece of this object whose hosts have had the fewest turns. */
  #unlike(object: number): number {
    let best = this.#idlest(object)
    if (best < 0) {
      // each system has one: a further round over all of them
      this.#used.fill(-1)
      best = this.#idlest(object)
    }
    const start = this.#starts[best] as number
    const size = (this.#starts[best + 1] as number) - start
    const turn = this.#turns[best] as number
    this.#turns[best] = turn + 1
    return this.#bySystem[start + (turn % size)] as number
  }

  #idlest(object: number): number {
    let best = -1
    let least = Infinity
    for (let system = 0; system < SYSTEMS.length; system++) {
      const size = (this.#starts[system + 1] as number) - (this.#starts[system] as number)
      if (size === 0 || this.#used[system] === object) continue
      const rounds = (this.#turns[system] as number) / size
      if (rounds < least) {
        best = system
        least = rounds
      }
    }
    return best
  }
}

/** Copies, or fragments of an erasure code, against a catastrophe that kills all hosts of one operating system. */
export const replication: Mechanism = {
  name: 'replication',
  title: 'copies against a catastrophe that kills one operating system',
  uses: ['N', 'copies', 'placement', 'fragments'],
  defaults: {},
  check(settings) {
    const pieces = piecesOf(settings)
    if (pieces > numberOf(settings, 'N'))
      throw new HyobanError('BAD_INPUT', `${pieces} pieces of an object need as many hosts.`, {
        hint: 'Raise N, or lower copies or fragments.',
      })
  },
  seconds: (settings) => numberOf(settings, 'N') * piecesOf(settings) * SECONDS_PER_PIECE,
  run(settings, seed, between, watch) {
    const N = numberOf(settings, 'N')
    const hosts = new Hosts(N, seed, watch)
    const informed = textOf(settings, 'placement') === 'informed'
    const pieces = piecesOf(settings)
    const needed = Math.max(1, numberOf(settings, 'fragments'))
    let survived = 0
    for (let owner = 0; owner < N; owner++) {
      if (hosts.place(owner, pieces, informed) >= needed) survived++
      if (owner % SLICE === 0) between(owner / N)
      // the catastrophe comes when four fifths of the drawing have passed
      watch?.moment((0.8 * (owner + 1)) / N, () => SERVES, { survival: 1 })
    }
    const dead = (host: number): number => (hosts.dies(host) ? OUT : SERVES)
    for (let after = 1; watch && after <= CATASTROPHE; after++)
      watch.moment(0.8 + (0.2 * after) / CATASTROPHE, dead, { survival: survived / N })
    return { survival: survived / N, loadRatio: hosts.loadRatio, state: Hosts.bytes }
  },
}

/** Pieces of an object: as many copies, or fragments that take as much space. */
const piecesOf = (settings: Parameters<Mechanism['run']>[0]): number =>
  numberOf(settings, 'copies') * Math.max(1, numberOf(settings, 'fragments'))
