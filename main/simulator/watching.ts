import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { MAX_WATCHED_PEERS, type SlotView, type WatchFrame } from '../contract/simulator.ts'
import { DEFAULT_SETTINGS, USER_KINDS, type UserKind, type ModelSettings } from './model/settings.ts'
import { WatchedRun, type RunSnapshot } from './model/watched-run.ts'
import { scenarioNamed } from './scenarios/scenarios.ts'
import { checkNumber } from '../reputation/parameters.ts'

const FRAME_MS = 33
/** A frame covers at most this much time, so that the run does not jump after a stall. */
const MAX_FRAME_MS = 150
/** Samples of x and W per run. */
const SAMPLES = 1000
/** Newest events of the selected peer in a frame. */
const MAX_SLOT_EVENTS = 600
/** A selected peer's past is reconstructed by rerunning up to now; after this many transactions it starts now. */
const MAX_REPLAYED = 400_000

export interface Steering {
  play?: boolean | undefined
  speed?: number | undefined
  step?: number | undefined
  slot?: number | null | undefined
}

interface Watch {
  seed: number
  run: WatchedRun
  playing: boolean
  speed: number
  /** Transactions to run in the next frame, in addition to playback. */
  due: number
  slot: { slot: number; since: number; sentState: string } | null
  wake: () => void
}

/** Settings of one run of a scenario; parameters that the figure varies keep their defaults unless set. */
export function watchedSettings(scenario: string, set: Partial<ModelSettings>): ModelSettings {
  const { base, moments } = scenarioNamed(scenario)
  const settings: ModelSettings = { ...DEFAULT_SETTINGS, ...base, ...set }
  for (const [name, fraction] of Object.entries(moments) as ['traitorFrom' | 'traitorTo', number][]) {
    if (set[name] === undefined) settings[name] = Math.round(fraction * settings.transactions)
  }
  if (settings.N > MAX_WATCHED_PEERS) {
    throw new HyobanError(
      'BAD_INPUT',
      `A run of at most ${MAX_WATCHED_PEERS} peers can be watched, not ${settings.N}.`,
      { hint: 'Take fewer peers.', details: { name: 'N' } },
    )
  }
  return settings
}

/** One byte per peer in base64: kind in bits 0 to 2, contributing in bit 3, excluded in bit 4. */
function packed({ kinds, contributing, excluded }: RunSnapshot): string {
  return Buffer.from(
    kinds.map((kind, slot) => kind | ((contributing[slot] as number) << 3) | ((excluded[slot] as number) << 4)),
  ).toString('base64')
}

/** Runs being watched, by the id that the client gave them. */
export class WatchRoom {
  readonly #clock: Clock
  #watches = new Map<string, Watch>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Opens a run; yields a frame at once and after each change. Throws HyobanError BAD_INPUT, IN_USE. */
  async *open(
    id: string,
    settings: ModelSettings,
    seed: number,
    signal: AbortSignal,
  ): AsyncGenerator<WatchFrame, void, void> {
    checkNumber('seed', seed, { min: 0, max: 4_294_967_295, integer: true, unit: 'number' })
    if (this.#watches.has(id)) throw new HyobanError('IN_USE', `The run "${id}" is already being watched.`)
    let woken = false
    let resolveWait: (() => void) | undefined
    const watch: Watch = {
      seed,
      run: new WatchedRun(settings, seed),
      playing: false,
      speed: 500,
      due: 0,
      slot: null,
      wake: () => {
        woken = true
        resolveWait?.()
      },
    }
    const wait = (): Promise<void> =>
      new Promise((resolve) => {
        resolveWait = resolve
      })
    this.#watches.set(id, watch)
    signal.addEventListener('abort', watch.wake, { once: true })
    const every = Math.max(1, Math.floor(settings.transactions / SAMPLES))
    try {
      let samples = [watch.run.sample()]
      let debt = 0
      let last = this.#clock.now()
      while (!signal.aborted) {
        yield this.#frame(watch, samples)
        while (!watch.playing && !woken) await wait()
        if (watch.playing && !woken) {
          const stop = this.#clock.after(FRAME_MS - (this.#clock.now() - last), watch.wake)
          await wait()
          stop()
        }
        woken = false
        const now = this.#clock.now()
        debt += watch.playing ? (watch.speed * Math.min(MAX_FRAME_MS, now - last)) / 1000 : -debt
        last = now
        const count = Math.floor(debt) + watch.due
        debt -= Math.floor(debt)
        watch.due = 0
        samples = count > 0 ? watch.run.step(count, every) : []
        if (watch.run.finished) watch.playing = false
      }
    } finally {
      signal.removeEventListener('abort', watch.wake)
      this.#watches.delete(id)
    }
  }

  /** Plays, pauses, steps or selects a peer. Throws HyobanError NOT_FOUND, or BAD_INPUT for an unknown peer. */
  steer(id: string, { play, speed, step, slot }: Steering): void {
    const watch = this.#watches.get(id)
    if (!watch) throw new HyobanError('NOT_FOUND', 'This run is closed.', { hint: 'Open it again.' })
    if (slot !== undefined) this.#pick(watch, slot)
    if (speed !== undefined) watch.speed = speed
    if (play !== undefined) watch.playing = play && !watch.run.finished
    watch.due += step ?? 0
    watch.wake()
  }

  #pick(watch: Watch, slot: number | null): void {
    const { transaction, settings } = watch.run.run
    if (slot === null || transaction > MAX_REPLAYED) {
      watch.run.follow(slot)
      watch.slot = slot === null ? null : { slot, since: transaction, sentState: '' }
      return
    }
    // the same settings and seed give the same run: replay it, following this peer
    const again = new WatchedRun(settings, watch.seed)
    again.follow(slot)
    again.step(transaction)
    watch.run = again
    watch.slot = { slot, since: 0, sentState: '' }
  }

  #frame(watch: Watch, samples: { transaction: number; x: number; performance: number }[]): WatchFrame {
    const { run } = watch
    const snapshot = run.snapshot()
    const { transaction, x, cost, performance, participants, contributors } = snapshot
    return {
      transaction,
      x,
      cost,
      performance,
      participants,
      contributors,
      transactions: run.run.settings.transactions,
      threshold: run.run.settings.exclusionThreshold,
      peers: packed(snapshot),
      playing: watch.playing,
      slot: this.#slotView(watch, snapshot),
      samples: samples.map((sample) => [sample.transaction, sample.x, sample.performance]),
    }
  }

  /** The selected peer if it has changed since the last frame. */
  #slotView({ slot: picked, run }: Watch, { kinds, contributing, excluded }: RunSnapshot): SlotView | null {
    if (!picked) return null
    const { slot, since } = picked
    const last = run.history.at(-1)
    const state = `${contributing[slot] ?? ''} ${excluded[slot] ?? ''} ${run.history.length} ${last?.transaction ?? ''}`
    if (state === picked.sentState) return null
    picked.sentState = state
    return {
      slot,
      since: run.history.length > MAX_SLOT_EVENTS ? (run.history.at(-MAX_SLOT_EVENTS)?.transaction ?? since) : since,
      kind: USER_KINDS[kinds[slot] as number] as UserKind,
      contributing: contributing[slot] === 1,
      excluded: excluded[slot] === 1,
      events: run.history.slice(-MAX_SLOT_EVENTS),
    }
  }
}
