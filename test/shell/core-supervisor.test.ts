import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import type { ErrorCode } from '../../main/base/errors.ts'
import type { FromCore, ToCore } from '../../main/shell/electron/core/core-messages.ts'
import type { WorkerExit, WorkerHandle } from '../../main/base/worker-handle.ts'
import { CoreSupervisor, type CoreState } from '../../main/shell/electron/core/core-supervisor.ts'

/** Stands in for Electron's utility process, which needs the Electron binary. */
class FakeProcess implements WorkerHandle {
  sent: ToCore[] = []
  killed = false
  say: (message: FromCore) => void = () => {}
  readonly #exits: ((exit: WorkerExit) => void)[] = []
  exit(code: number): void {
    for (const listener of this.#exits.splice(0)) listener({ code })
  }
  post(message: ToCore): void {
    this.sent.push(message)
  }
  onMessage(listener: (message: FromCore) => void): void {
    this.say = listener
  }
  onExit(listener: (exit: WorkerExit) => void): void {
    this.#exits.push(listener)
  }
  async kill(): Promise<void> {
    this.killed = true
  }
  hold(): void {}
}

let clock: ManualClock
let forks: FakeProcess[]
let states: CoreState[]
let heard: FromCore[]
let core: CoreSupervisor
const last = (): FakeProcess => forks.at(-1) as FakeProcess
const fail = (code: ErrorCode): void => {
  last().say({ type: 'failed', code, message: 'It is so.', hint: 'Do this.' })
  last().exit(1)
}

beforeEach(() => {
  clock = new ManualClock()
  forks = []
  states = []
  heard = []
  core = new CoreSupervisor({
    fork: () => {
      forks.push(new FakeProcess())
      return last()
    },
    init: { dataDir: '/data' },
    clock,
  })
  core.events.on('state', (state) => states.push(state))
  core.events.on('message', (message) => heard.push(message))
  core.start()
})

describe('the core supervisor', () => {
  it('starts the core with its parameters and reports when it is ready', () => {
    expect(last().sent).toEqual([{ type: 'init', init: { dataDir: '/data' } }])
    expect(core.post({ type: 'connect' })).toBe(false)
    last().say({ type: 'ready' })
    expect(core.post({ type: 'connect' })).toBe(true)
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running'])
    last().say({ type: 'settings', closeTo: 'tray' })
    expect(heard).toEqual([{ type: 'settings', closeTo: 'tray' }])
  })

  it('restarts a dead core with a message and increasing delays', () => {
    last().say({ type: 'ready' })
    const waits = [500, 1000, 2000, 4000]
    for (const [i, wait] of waits.entries()) {
      last().exit(139)
      expect(states.at(-1)).toEqual({ state: 'restarting', message: 'The core ended with code 139.' })
      clock.advance(wait - 1)
      expect(forks).toHaveLength(i + 1)
      clock.advance(1)
      expect(forks).toHaveLength(i + 2)
    }
  })

  it('resets the delay after a long stable run', () => {
    for (let i = 0; i < 20; i++) {
      last().say({ type: 'ready' })
      clock.advance(60_000)
      last().exit(1)
      clock.advance(500)
    }
    expect(forks).toHaveLength(21)
  })

  it('gives up after too many consecutive deaths', () => {
    for (let i = 0; i < 10; i++) {
      last().exit(1)
      clock.advance(60_000)
    }
    expect(forks).toHaveLength(6)
    expect(states.at(-1)).toEqual({
      state: 'stopped',
      message: 'The core ended with code 1. It failed 6 times in a row.',
    })
  })

  it.each(['IN_USE', 'BAD_BOOTSTRAP', 'NO_SPACE', 'READ_ONLY'] as const)(
    'does not try again where %s would only come again',
    (code) => {
      fail(code)
      expect(states.at(-1)).toEqual({ state: 'stopped', message: 'It is so. Do this.' })
      clock.advance(120_000)
      expect(forks).toHaveLength(1)
    },
  )

  it('retries after an unexpected failure, with its message', () => {
    fail('INTERNAL')
    expect(states.at(-1)).toEqual({ state: 'restarting', message: 'It is so. Do this.' })
    clock.advance(500)
    expect(forks).toHaveLength(2)
  })

  it('closes the core cleanly and never restarts it', async () => {
    last().say({ type: 'ready' })
    const stopped = core.stop()
    expect(last().sent.at(-1)).toEqual({ type: 'close' })
    last().exit(0)
    await stopped
    clock.advance(120_000)
    expect([forks.length, last().killed, core.state.state]).toEqual([1, false, 'stopped'])
  })

  it('kills a core that does not close within ten seconds', async () => {
    const stopped = core.stop()
    clock.advance(10_000)
    await stopped
    expect(last().killed).toBe(true)
  })

  it('can be stopped while waiting for a restart', async () => {
    last().exit(1)
    await core.stop()
    clock.advance(120_000)
    expect(forks).toHaveLength(1)
  })
})
