// 1,000 hostile keys of ten behaviours against one whole node. A second node of its own community, which nobody
// attacks, is the measure: the same transfers take turns between the two, on the same machine at the same time.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { HEAP_FLAGS } from '../../../main/base/heap-flags.ts'
import { chunkHash } from '../../../main/domain/merkle.ts'
import { knows, makeOverlay } from '../../helpers/overlay.ts'
import { createLocalNet } from '../../helpers/testnet.ts'
import type { SiegeReport } from './siege/attackers-child.ts'
import type { NodeCommand, NodeFetched, NodeReport } from './siege/node-child.ts'

const KEYS = 1000
/** Length of the siege; HYOBAN_SIEGE_SECONDS sets another. */
const SECONDS = Number(process.env['HYOBAN_SIEGE_SECONDS'] ?? 300)
/** Names of the behaviours (siege/behaviours.ts) that take part, to find what does the harm; all of them by default. */
const ONLY = process.env['HYOBAN_SIEGE_ONLY']?.split(',')
const MIB = 2 ** 20
const FILE = 32 * MIB
/** One transfer each way on either node, and a meeting, are made in this many seconds. */
const ROUND = 15
const ROUNDS = Math.floor(SECONDS / ROUND)
/** Transfers before the siege, so that honest peers know each other. */
const EARLIER = 3

type Report = NodeReport | NodeFetched

/** A node in a process of its own. */
class RemoteNode {
  readonly #child
  readonly #fetches = new Map<number, (fetched: NodeFetched) => void>()
  readonly #listeners = new Set<(report: NodeReport) => void>()
  /** Largest values seen since `measure`. */
  peak = { rss: 0, disk: 0 }
  last: NodeReport | null = null
  #next = 0

  constructor(args: string[]) {
    this.#child = fork(join(import.meta.dirname, 'siege/node-child.ts'), args, { execArgv: [...HEAP_FLAGS] })
    onTestFinished(() => void this.#child.kill('SIGKILL'))
    this.#child.on('message', (message: Report) => {
      if (message.kind === 'fetched') this.#fetches.get(message.id)?.(message)
      else this.#reported(message)
    })
  }

  /** The next report for which `wanted` holds. */
  async when(wanted: (report: NodeReport) => boolean): Promise<NodeReport> {
    if (this.last && wanted(this.last)) return this.last
    return new Promise((resolve) => {
      const listener = (report: NodeReport): void => {
        if (!wanted(report)) return
        this.#listeners.delete(listener)
        resolve(report)
      }
      this.#listeners.add(listener)
    })
  }

  get key(): string {
    return this.last?.key ?? ''
  }

  /** Seconds that the download of a file took. */
  async fetch(file: string, from: RemoteNode): Promise<number> {
    const id = this.#next++
    const ended = new Promise<NodeFetched>((resolve) => this.#fetches.set(id, resolve))
    this.#send({ kind: 'fetch', id, file, from: from.key })
    const { state, problem, seconds } = await ended
    expect({ state, problem }).toEqual({ state: 'done', problem: null })
    return seconds
  }

  measure(): void {
    this.peak = { rss: 0, disk: 0 }
    this.#send({ kind: 'measure' })
  }

  #send(command: NodeCommand): void {
    this.#child.send(command)
  }

  #reported(report: NodeReport): void {
    this.last = report
    this.peak = { rss: Math.max(this.peak.rss, report.rss), disk: Math.max(this.peak.disk, report.disk) }
    for (const listener of [...this.#listeners]) listener(report)
  }
}

/** A pair of nodes in a community of their own, which know each other by a few transfers. */
class Pair {
  readonly node: RemoteNode
  readonly friend: RemoteNode
  /** MiB per second of each transfer. */
  readonly speeds: number[] = []

  constructor(bootstrap: string, dir: string, community: string) {
    this.node = new RemoteNode([bootstrap, dir, community, 'node'])
    this.friend = new RemoteNode([bootstrap, dir, community, 'friend'])
  }

  async meet(): Promise<void> {
    await this.node.when(() => true)
    await this.friend.when(() => true)
    await this.node.when(({ peers }) => peers.includes(this.friend.key))
    await this.friend.when(({ peers }) => peers.includes(this.node.key))
  }

  /** One transfer each way. */
  async round(n: number): Promise<void> {
    const up = await this.friend.fetch(`given ${n}.bin`, this.node)
    const down = await this.node.fetch(`taken ${n}.bin`, this.friend)
    this.speeds.push((2 * FILE) / MIB / (up + down))
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const mib = (bytes: number): string => (bytes / MIB).toFixed(0)

/** Where memory and disk are: MiB of the besieged node, and of the calm one; and the seconds of processor time. */
function whereTable({ where }: NodeReport, calm: NodeReport | null): string {
  const value = (name: string, all: Record<string, number> | undefined): string =>
    ['user', 'system'].includes(name) ? ((all?.[name] ?? 0) / 1e6).toFixed(1) : mib(all?.[name] ?? 0)
  return Object.keys(where)
    .map((name) => `${name} ${value(name, where)} (${value(name, calm?.where)})`)
    .join(', ')
}

/** Folders of both pairs, which share the same files; returns the root of the file of 10 bytes. */
async function makeFiles(dir: string, communities: string[]): Promise<string> {
  const dust = randomBytes(10)
  for (const community of communities) {
    for (const name of ['node', 'friend']) await mkdir(join(dir, community, `${name}-shared`), { recursive: true })
    await writeFile(join(dir, community, 'node-shared', 'dust.bin'), dust)
  }
  for (const [owner, word] of [
    ['node', 'given'],
    ['friend', 'taken'],
  ]) {
    for (let n = 0; n < EARLIER + ROUNDS; n++) {
      const source = join(dir, `${word} ${n}.bin`)
      await writeFile(source, randomBytes(FILE))
      for (const community of communities)
        await link(source, join(dir, community, `${owner}-shared`, `${word} ${n}.bin`))
    }
  }
  return Buffer.from(chunkHash(dust, true)).toString('hex')
}

// Its aims for speed, memory and disk are not met yet, so that it would fail each time: docs/threat-model.md has the
// figures, and HYOBAN_SIEGE=1 runs it.
const asked = process.env['HYOBAN_SIEGE'] === '1'
if (!asked) console.warn('the siege is skipped: not all of its aims are met yet; HYOBAN_SIEGE=1 runs it')

it.runIf(asked)(
  '1,000 hostile keys of ten behaviours: speed, event loop, memory, disk, meetings',
  async () => {
    const net = await createLocalNet()
    const [bootstrap = ''] = net.bootstrap
    const dir = await mkdtemp(join(tmpdir(), 'hyoban-siege-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    const dust = await makeFiles(dir, ['Siege', 'Calm'])
    const besieged = new Pair(bootstrap, join(dir, 'Siege'), 'Siege')
    const calm = new Pair(bootstrap, join(dir, 'Calm'), 'Calm')
    await Promise.all([besieged.meet(), calm.meet()])
    for (let n = 0; n < EARLIER; n++) {
      await besieged.round(n)
      await calm.round(n)
    }
    const before = besieged.speeds.splice(0)
    calm.speeds.splice(0)

    const attackers: SiegeReport[] = []
    for (const half of [0, 1]) {
      const args = [bootstrap, besieged.node.key, 'Siege', dust, dir, String((half * KEYS) / 2), String(KEYS / 2)]
      const child = fork(join(import.meta.dirname, 'siege/attackers-child.ts'), args)
      onTestFinished(() => void child.kill('SIGKILL'))
      child.on('message', (report: SiegeReport) => (attackers[half] = report))
    }
    besieged.node.measure()
    calm.node.measure()

    const meetings: number[] = []
    const began = performance.now()
    for (let n = 0; n < ROUNDS; n++) {
      const order = n % 2 === 0 ? [besieged, calm] : [calm, besieged]
      for (const pair of order) await pair.round(EARLIER + n)
      const honest = makeOverlay(net.bootstrap, 'Honest', { community: 'Siege' })
      const start = performance.now()
      const met = knows(honest, besieged.node.key)
      await honest.start()
      await met
      meetings.push((performance.now() - start) / 1000)
      await honest.destroy()
      const { rss, heap, external, disk, p99, longest, peers, met: known } = besieged.node.last as NodeReport
      console.log(
        `${((performance.now() - began) / 1000).toFixed(0)} s: ${peers.length} peers of ${known}, ${mib(rss)} MiB ` +
          `(heap ${mib(heap)}, buffers ${mib(external)}; calm ${mib(calm.node.last?.rss ?? 0)}), disk ${mib(disk)} ` +
          `(calm ${mib(calm.node.last?.disk ?? 0)}), loop p99 ${p99.toFixed(0)} ms ` +
          `(calm ${calm.node.last?.p99.toFixed(0)}), longest ${longest.toFixed(0)} ms, ` +
          `${besieged.speeds.at(-1)?.toFixed(1)} MiB/s (calm ${calm.speeds.at(-1)?.toFixed(1)}), ` +
          `met after ${meetings.at(-1)?.toFixed(1)} s\n  ` +
          whereTable(besieged.node.last as NodeReport, calm.node.last),
      )
      await besieged.node.when(() => performance.now() - began >= (n + 1) * ROUND * 1000)
    }
    const done: Record<string, number> = {}
    for (const report of attackers)
      for (const [what, times] of Object.entries(report.done)) done[what] = (done[what] ?? 0) + times
    const keys = attackers.reduce((sum, report) => sum + report.keys, 0)
    console.log(`${keys} keys`, done)
    const figures = {
      speed: median(besieged.speeds) / median(calm.speeds),
      speedBefore: median(besieged.speeds) / median(before),
      p99: besieged.node.last?.p99 ?? Number.NaN,
      calmP99: calm.node.last?.p99,
      memory: (besieged.node.peak.rss - calm.node.peak.rss) / MIB,
      disk: (besieged.node.peak.disk - calm.node.peak.disk) / MIB,
      meeting: Math.max(...meetings),
    }
    console.log(figures)
    // it was a siege
    expect(keys).toBe(ONLY ? ONLY.length * 100 : 1000)
    for (const what of ['garbage', 'slow bytes', 'openings', 'questions', 'logs', 'proofs', 'sessions', 'catalogues'])
      if (!ONLY) expect(done[what], what).toBeGreaterThan(0)
    expect.soft(figures.speed).toBeGreaterThanOrEqual(0.8)
    expect.soft(figures.p99).toBeLessThan(100)
    expect.soft(figures.memory).toBeLessThan(100)
    expect.soft(figures.disk).toBeLessThan(100)
    expect.soft(figures.meeting).toBeLessThan(10)
  },
  900_000,
)
