import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CanOverlay } from '../../main/simulator/overlays/kinds/can.ts'
import { ChordOverlay } from '../../main/simulator/overlays/kinds/chord.ts'
import { FloodOverlay } from '../../main/simulator/overlays/kinds/flood.ts'
import { PGridOverlay } from '../../main/simulator/overlays/kinds/p-grid.ts'
import type { SearchOverlay } from '../../main/simulator/overlays/overlay.ts'
import { OVERLAY_DEFAULTS, type OverlayName } from '../../main/simulator/overlays/overlay-settings.ts'
import { World } from '../../main/simulator/overlays/world.ts'
import { CTwin, measured, type TwinClock, type TwinRun } from './lib/c-twin.ts'
import { type BenchLine, limit } from './lib/measure.ts'

const SEED = 1
const MILLION = 1_000_000
/** Copies of each file: with an exponent of 0 all are equally popular. */
const COPIES = 10

/**
 * Options: `--rounds` against C (7), `--lookups` a round (200,000), `--messages` of floods a round (about, 4,000,000),
 * `--clock cpu` to compare processor time on a machine that does other work.
 */
interface Options {
  rounds?: number
  lookups?: number
  messages?: number
  clock?: TwinClock
}

function worldOf(overlay: OverlayName, nodes: number): World {
  return new World({ ...OVERLAY_DEFAULTS, overlay, nodes, zipf: 0, meanCopies: COPIES }, SEED)
}

/** The sum of the load, weighted so that it tells which node handled what. */
function weighedLoad({ load }: World): number {
  let sum = 0
  for (let node = 0; node < load.length; node++) sum += (load[node] as number) * ((node % 997) + 1)
  return sum
}

function* chord(twin: CTwin, nodes: number, lookups: number): Generator<BenchLine> {
  const world = worldOf('chord', nodes)
  const overlay = new ChordOverlay(world)
  const ours = (): TwinRun => {
    world.load.fill(0)
    const random = world.draw('queries')
    let right = 0
    const run = measured(() => {
      for (let i = 0; i < lookups; i++) {
        const node = random.int(nodes)
        if (overlay.lookup(node, random.int(nodes), true)) right++
      }
    })
    const hops = world.load.reduce((sum, load) => sum + load, 0) / 2
    return { ...run, sums: [right, hops, weighedLoad(world)] }
  }
  ours()
  yield* twin.compare({
    name: `overlays, Chord look-ups, N = ${nodes}`,
    unit: 'look-ups/s',
    amount: lookups,
    args: ['chord', nodes, lookups, SEED],
    ours,
  })
}

function* flood(twin: CTwin, nodes: number, messages: number): Generator<BenchLine> {
  const world = worldOf('flood', nodes)
  const overlay = new FloodOverlay(world)
  const { starts, targets } = overlay.graph
  const graph = join(twin.folder, `graph-${nodes}`)
  writeFileSync(graph, Buffer.concat([starts, targets].map((list) => Buffer.from(list.buffer))))
  const once = overlay.query(0, 0).messages
  const queries = Math.max(1, Math.round(messages / once))
  let sent = 0
  const ours = (): TwinRun => {
    world.load.fill(0)
    const random = world.draw('queries')
    let [found, hops] = [0, 0]
    sent = 0
    const run = measured(() => {
      for (let i = 0; i < queries; i++) {
        const node = random.int(nodes)
        const outcome = overlay.query(node, random.int(nodes))
        sent += outcome.messages
        if (outcome.found) found++
        hops += outcome.hops
      }
    })
    return { ...run, sums: [sent, found, hops, weighedLoad(world)] }
  }
  ours()
  yield* twin.compare({
    name: `overlays, flood, N = ${nodes}`,
    unit: 'messages/s',
    amount: sent,
    args: ['flood', nodes, queries, SEED, graph, OVERLAY_DEFAULTS.ttl, COPIES],
    ours,
  })
}

/** Overlays whose memory at a million nodes is limited, in MB. */
const MEMORY: readonly (readonly [OverlayName, new (world: World) => SearchOverlay, number])[] = [
  ['flood', FloodOverlay, 24],
  ['chord', ChordOverlay, 92],
  ['can', CanOverlay, 100],
  ['pGrid', PGridOverlay, 100],
]

/** MB that an overlay of a million nodes keeps after it is built, beside the nodes and files themselves. */
async function memoryOf(name: OverlayName, Overlay: new (world: World) => SearchOverlay): Promise<number> {
  const world = worldOf(name, MILLION)
  const before = await kept()
  const overlay = new Overlay(world)
  const after = await kept()
  // still in use here, so it cannot have been collected
  if (overlay.state(0) < 0) throw new Error('a node keeps less than nothing')
  return (after - before) / 1e6
}

/** Bytes in use after a collection; the memory of typed arrays is returned a little later. */
async function kept(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    global.gc?.()
    await setTimeout(20)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/**
 * Chord look-ups and messages of floods per second against the same in C (the fastest of several sets of compiler
 * flags) at three sizes, both with the same random numbers and the very same sums; and the memory of a million nodes.
 */
export default async function* run({
  rounds = 7,
  lookups = 200_000,
  messages = 4_000_000,
  clock = 'wall',
}: Options = {}): AsyncGenerator<BenchLine> {
  const twin = new CTwin('overlays', { rounds, clock })
  try {
    for (const nodes of [1000, 10_000, MILLION]) {
      yield* chord(twin, nodes, lookups)
      yield* flood(twin, nodes, messages)
    }
  } finally {
    twin.close()
  }
  for (const [name, Overlay, bound] of MEMORY)
    yield limit(`overlays, memory of ${name}, N = ${MILLION}`, await memoryOf(name, Overlay), bound, 'MB')
}
