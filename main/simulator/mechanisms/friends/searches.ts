import type { LabSettings } from '../../lab/scenario.ts'
import { WORD } from '../../model/draws.ts'
import { nextWord, STREAMS, streamState } from '../../model/streams.ts'
import { type DealingWatch, FAILED, PRAISES, SERVED, SERVES } from '../watching/dealing-watch.ts'
import * as kind from '../kinds.ts'
import { numberOf } from '../mechanism.ts'
import { LAB_STREAMS } from '../meetings.ts'
import { Opinions } from './opinions.ts'

/** What is assumed of peers that nobody knows. */
const UNKNOWN = 0.5

/**
 * Marti and Garcia-Molina (2004): in a round each honest peer searches for a file. `horizon` peers hear the search; an
 * honest one has the file with probability `holdShare`, a bad one offers a fake with probability `fakeShare`. The
 * answer with the best score is downloaded, until one is valid: its provider's score is the friends' mean opinion,
 * weighted by what is thought of the friends, mixed with one's own where there is one. Friends are the best providers
 * so far. Without friends a random answer is taken. A search that nobody can answer validly is made again.
 */
export class Searches {
  readonly N: number
  round = 0
  /** Of the last round. */
  files = 0
  /** Of the last round. */
  downloads = 0
  readonly #kinds: Uint8Array
  readonly #opinions: Opinions
  /** Names of the friends of each peer, -1 where there is none. */
  readonly #friends: Int32Array
  readonly #count: number
  readonly #weight: number
  readonly #horizon: number
  readonly #hold: number
  readonly #fake: number
  readonly #period: number
  readonly #heard: Int32Array
  readonly #luck: Int32Array
  readonly #choices: Int32Array
  /** The answers to a search, and the scores of those who gave them. */
  readonly #answers: Int32Array
  readonly #scores: Float64Array
  /** The friends who can be asked in this search, and what is thought of them. */
  readonly #friend: Int32Array
  readonly #trust: Float64Array
  #asked = 0
  #good = 0
  #oscillatorsFail = false
  readonly #watch: DealingWatch | undefined

  constructor(settings: LabSettings, seed: number, watch?: DealingWatch) {
    this.#watch = watch
    const N = (this.N = numberOf(settings, 'N'))
    this.#kinds = kind.layOutKinds(settings)
    this.#opinions = new Opinions(N)
    this.#count = numberOf(settings, 'friends')
    this.#friends = new Int32Array(N * this.#count).fill(-1)
    this.#weight = numberOf(settings, 'quorumWeight')
    this.#horizon = numberOf(settings, 'horizon')
    this.#hold = numberOf(settings, 'holdShare')
    this.#fake = numberOf(settings, 'fakeShare')
    this.#period = numberOf(settings, 'period')
    this.#heard = streamState(seed, STREAMS.meetings)
    this.#luck = streamState(seed, LAB_STREAMS.service)
    this.#choices = streamState(seed, LAB_STREAMS.candidates)
    this.#friend = new Int32Array(this.#count)
    this.#trust = new Float64Array(this.#count)
    this.#answers = new Int32Array(this.#horizon)
    this.#scores = new Float64Array(this.#horizon)
  }

  get state(): number {
    return 1 + 4 * this.#count + this.#opinions.bytes
  }

  /** What a peer does, as bits of a DealingWatch. */
  stateOf(peer: number): number {
    return (this.#isValid(peer) ? SERVES : 0) + (this.#kinds[peer] === kind.COLLUDER ? PRAISES : 0)
  }

  /** One round. */
  play(): void {
    this.files = this.downloads = 0
    this.#oscillatorsFail = Math.floor(this.round / this.#period) % 2 === 1
    for (let peer = 0; peer < this.N; peer++) {
      if (this.#kinds[peer] !== kind.WHITEWASHER) continue
      this.#opinions.rename(peer)
      this.#watch?.renamed(peer)
    }
    for (let peer = 0; peer < this.N; peer++) if (kind.isHonest(this.#kinds[peer] as number)) this.#search(peer)
    this.round++
  }

  #isValid(provider: number): boolean {
    const own = this.#kinds[provider] as number
    return kind.isHonest(own) || own === kind.TRAITOR || (own === kind.OSCILLATOR && !this.#oscillatorsFail)
  }

  #search(asker: number): void {
    const answers = this.#gather(asker)
    if (this.#good === 0) return
    this.#callFriends(asker)
    const scores = this.#scores
    if (this.#count > 0) for (let i = 0; i < answers; i++) scores[i] = this.#score(asker, this.#answers[i] as number)
    for (let left = answers; left > 0; left--) {
      const best = this.#count > 0 ? this.#best(left) : Math.floor(nextWord(this.#choices) * WORD * left)
      const provider = this.#answers[best] as number
      this.#answers[best] = this.#answers[left - 1] as number
      scores[best] = scores[left - 1] as number
      const valid = this.#isValid(provider)
      this.downloads++
      this.#watch?.dealt(asker, provider, valid ? SERVED : FAILED)
      if (this.#count > 0) this.#opinions.add(asker, this.#opinions.nameOf(provider), valid)
      if (!valid) continue
      this.files++
      if (this.#count > 0) this.#befriend(asker, provider)
      return
    }
  }

  /** Asks `horizon` peers until a search has a valid answer; the number of answers. */
  #gather(asker: number): number {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      let answers = 0
      this.#good = 0
      for (let i = 0; i < this.#horizon; i++) {
        let peer = Math.floor(nextWord(this.#heard) * (this.N - 1) * WORD)
        if (peer >= asker) peer++
        const valid = this.#isValid(peer)
        if (nextWord(this.#luck) * WORD >= (valid ? this.#hold : this.#fake)) continue
        if (valid) this.#good++
        this.#answers[answers++] = peer
      }
      if (this.#good > 0) return answers
    }
    return 0
  }

  #best(count: number): number {
    let best = 0
    for (let i = 1; i < count; i++) if ((this.#scores[i] as number) > (this.#scores[best] as number)) best = i
    return best
  }

  /** Looks up the friends who can be asked, and what is thought of them. */
  #callFriends(asker: number): void {
    this.#asked = 0
    for (let i = asker * this.#count; i < (asker + 1) * this.#count; i++) {
      const name = this.#friends[i] as number
      const friend = this.#opinions.peerOf(name)
      const trust = friend < 0 ? 0 : this.#opinions.of(asker, name)
      if (trust <= 0) continue
      this.#friend[this.#asked] = friend
      this.#trust[this.#asked++] = trust
    }
  }

  #score(asker: number, provider: number): number {
    const name = this.#opinions.nameOf(provider)
    let weights = 0
    let sum = 0
    for (let i = 0; i < this.#asked; i++) {
      const says = this.#says(this.#friend[i] as number, provider, name)
      if (says < 0) continue
      const trust = this.#trust[i] as number
      weights += trust
      sum += trust * says
    }
    const own = this.#opinions.of(asker, name)
    if (weights === 0) return own < 0 ? UNKNOWN : own
    return own < 0 ? sum / weights : (1 - this.#weight) * own + (this.#weight * sum) / weights
  }

  /** What a friend says: false evaluators say the worst of everybody, colluders the best of each other. */
  #says(friend: number, provider: number, name: number): number {
    const own = this.#kinds[friend] as number
    if (own === kind.FALSE_EVALUATOR) return 0
    if (own === kind.COLLUDER && this.#kinds[provider] === kind.COLLUDER) return 1
    return this.#opinions.of(friend, name)
  }

  /** Takes a good provider among the friends, in the place of the worst one. */
  #befriend(asker: number, provider: number): void {
    const name = this.#opinions.nameOf(provider)
    let worst = -1
    let least = this.#opinions.of(asker, name)
    for (let i = asker * this.#count; i < (asker + 1) * this.#count; i++) {
      const friend = this.#friends[i] as number
      if (friend === name) return
      const trust = this.#opinions.peerOf(friend) < 0 ? -1 : this.#opinions.of(asker, friend)
      if (trust < least) {
        worst = i
        least = trust
      }
    }
    if (worst >= 0) this.#friends[worst] = name
  }
}

/** Attempts before a search is given up, where hardly anybody has anything. */
const MAX_ATTEMPTS = 100
