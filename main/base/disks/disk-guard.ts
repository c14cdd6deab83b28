// A network mount whose server is gone keeps each call of the system, and the thread that makes it, until it answers.
// Four threads would do all work on files of a process: without a limit, four lookups on such a mount stop its page,
// its transfers and its database. So few calls are in flight per mount, the others wait; once a mount is seen not to
// answer, everything on it fails at once, until a call that it kept comes back.
import { statfs } from 'node:fs/promises'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import { HyobanError } from '../errors.ts'
import { type NetworkMount, networkMountOf } from './network-mounts.ts'

/** Calls in flight per mount. */
const MAX_CALLS = 2
/** A call that takes longer than this, in ms, makes the mount be probed, which then has as long to answer. */
const PATIENCE_MS = 5000
/** Threads that are left to other disks, whatever happens. */
const SPARE_THREADS = 2
const DEFAULT_THREADS = 4

interface MountState {
  point: string
  calls: number
  isSilent: boolean
  isProbed: boolean
  /** Ends the wait of all calls on it when it is seen not to answer. */
  readonly giveUp: Set<() => void>
  /** Done once it answers. */
  later: (() => Promise<void>)[]
}

interface WaitingCall {
  state: MountState
  start: () => void
}

interface DiskGuardOptions {
  clock?: Clock
  mountOf?: (path: string) => NetworkMount | null
  /** Settles when the file system at this place answers. */
  probe?: (point: string) => Promise<unknown>
  /** Threads for files of this process. */
  threads?: number
}

/** The error for a disk that does not answer (`details.away` is 'silent'). */
export function diskSilent(path: string): HyobanError {
  return new HyobanError('DISK_ERROR', `The disk of ${path} does not answer.`, {
    hint: 'Check its connection and its server. It is used again once it answers.',
    details: { path, away: 'silent', problem: 'diskSilent' },
  })
}

export const isDiskSilent = (error: unknown): boolean => error instanceof HyobanError && error.details.away === 'silent'

/** Keeps network mounts that hang from holding the threads of this process. */
export class DiskGuard {
  readonly #clock: Clock
  readonly #mountOf: (path: string) => NetworkMount | null
  readonly #probe: (point: string) => Promise<unknown>
  readonly #maxCalls: number
  readonly #states = new Map<string, MountState>()
  readonly #waiting: WaitingCall[] = []
  #calls = 0

  constructor({
    clock = systemClock,
    mountOf = networkMountOf,
    probe = (point) => statfs(point),
    threads = Number(process.env.UV_THREADPOOL_SIZE) || DEFAULT_THREADS,
  }: DiskGuardOptions = {}) {
    this.#clock = clock
    this.#mountOf = mountOf
    this.#probe = probe
    this.#maxCalls = Math.max(1, threads - SPARE_THREADS)
  }

  /** Key of the network mount that a path is on; empty for a disk of this machine. */
  keyOf(path: string): string {
    return this.#mountOf(path)?.key ?? ''
  }

  /** True if the disk of a path was seen not to answer, and has not answered since. */
  isSilent(path: string): boolean {
    return this.#states.get(this.keyOf(path))?.isSilent === true
  }

  /**
   * Does `work`, which makes calls of the system on the disk of `path`. On a network mount it may wait for its turn.
   * Throws DISK_ERROR (`isDiskSilent`) if the mount does not answer; a result that comes later is given to `discard`.
   * `work` must not call this method.
   */
  async run<T>(path: string, work: () => Promise<T>, discard?: (late: T) => unknown): Promise<T> {
    const state = this.#stateOf(path)
    if (!state) return work()
    if (state.isSilent) throw diskSilent(path)
    if (this.#isFree(state)) this.#take(state)
    else await this.#turn(path, state)
    const result = work()
    const release = (): void => this.#release(state)
    result.then(release, release)
    return this.#watch(path, state, result, discard)
  }

  /** Closes what was opened on the disk of `path`; on one that does not answer, later, without waiting for it. */
  async close(path: string, file: { close(): Promise<void> }): Promise<void> {
    let isBegun = false
    const close = (): Promise<void> => {
      isBegun = true
      return file.close()
    }
    try {
      await this.run(path, close)
    } catch (error) {
      if (!isDiskSilent(error)) throw error
      if (!isBegun) this.#stateOf(path)?.later.push(close)
    }
  }

  /** The result of work that other threads do on the disk of `path`. Throws as `run` does. */
  async watch<T>(path: string, work: () => Promise<T>): Promise<T> {
    const state = this.#stateOf(path)
    if (!state) return work()
    if (state.isSilent) throw diskSilent(path)
    return this.#watch(path, state, work())
  }

  #stateOf(path: string): MountState | null {
    const mount = this.#mountOf(path)
    if (!mount) return null
    let state = this.#states.get(mount.key)
    if (!state) {
      state = { point: mount.point, calls: 0, isSilent: false, isProbed: false, giveUp: new Set(), later: [] }
      this.#states.set(mount.key, state)
    }
    return state
  }

  async #turn(path: string, state: MountState): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const entry: WaitingCall = { state, start: () => resolve(undefined) }
    const giveUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(entry), 1)
      reject(diskSilent(path))
    }
    this.#waiting.push(entry)
    state.giveUp.add(giveUp)
    try {
      await promise
    } finally {
      state.giveUp.delete(giveUp)
    }
  }

  #isFree(state: MountState): boolean {
    return state.calls < MAX_CALLS && this.#calls < this.#maxCalls
  }

  #take(state: MountState): void {
    state.calls++
    this.#calls++
  }

  #release(state: MountState): void {
    state.calls--
    this.#calls--
    for (const entry of [...this.#waiting]) {
      if (!this.#isFree(entry.state)) continue
      this.#waiting.splice(this.#waiting.indexOf(entry), 1)
      this.#take(entry.state)
      entry.start()
    }
  }

  /** `result`, or the error of a silent disk, whichever comes first. */
  #watch<T>(path: string, state: MountState, result: Promise<T>, discard?: (late: T) => unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let cancel = (): void => {}
      let isGivenUp = false
      const giveUp = (): void => {
        isGivenUp = true
        end()
        reject(diskSilent(path))
      }
      const end = (): void => {
        cancel()
        state.giveUp.delete(giveUp)
      }
      const check = (): void => {
        this.#probeOnce(state)
        cancel = this.#clock.after(PATIENCE_MS, check)
      }
      cancel = this.#clock.after(PATIENCE_MS, check)
      state.giveUp.add(giveUp)
      result.then(
        (value) => {
          end()
          if (isGivenUp) discard?.(value)
          else resolve(value)
        },
        (error: unknown) => {
          end()
          reject(error as Error)
        },
      )
    })
  }

  /** Asks a slow mount for its size; one that gives no answer in time is silent until it does. */
  #probeOnce(state: MountState): void {
    if (state.isProbed) return
    state.isProbed = true
    const cancel = this.#clock.after(PATIENCE_MS, () => {
      state.isSilent = true
      for (const giveUp of [...state.giveUp]) giveUp()
    })
    const answered = (): void => {
      cancel()
      state.isProbed = state.isSilent = false
      for (const work of state.later.splice(0)) this.run(state.point, work).catch(() => {})
    }
    this.#probe(state.point).then(answered, answered)
  }
}

/** The guard of this process, whose threads all nodes in it share. */
export const diskGuard = new DiskGuard()

/** `diskGuard.close`. */
export const closeOnDisk: DiskGuard['close'] = (path, file) => diskGuard.close(path, file)

/** `diskGuard.run`: all work of this process on disks of the user goes through it. */
export const onDisk: DiskGuard['run'] = (path, work, discard) => diskGuard.run(path, work, discard)
