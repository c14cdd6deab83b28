import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { asHyobanError } from '../base/errors.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { composeNode } from '../composition/compose-node.ts'
import { sharedExtractor } from '../composition/sharing.ts'
import type { DesktopPort, HyobanNode, NodeOptions } from '../node.ts'
import { startLocalNet } from '../network/local-net.ts'
import { behaviourOf, checkPeers, kindsFor, nameOf, type DemoPeerKind, type TraitorPlan } from './behaviour.ts'
import { planCommunity, planViewer, writeFiles, type Collection } from './content.ts'
import { CURIOUS, GENTLE, type DemoPace } from './pace.ts'
import { DemoPublisher } from './publisher.ts'
import { makeRunFolder } from './run-folder.ts'
import { Trader } from './trader.ts'

/** Bytes of a transfer that counts in full: the files of the demo are small. */
const EVIDENCE_BYTES = 16 * 1024
/** The community that every node of a demo joins; it is local to this machine. */
const DEMO_COMMUNITY = 'Hyoban demo'

export interface DemoOptions {
  /** Peers besides the viewer's node, 1 to 64; defaults to 8. */
  peers?: number
  /** The demo stores its data in demo/ below this folder and deletes them on close. */
  dataDir: string
  clock: Clock
  random: Random
  log: (line: string) => void
  /** The viewer's name; defaults to "You". */
  name?: string
  shell?: NodeOptions['shell']
  desktop?: DesktopPort
  /** Starts a process that reads shared files; see `NodeOptions`. */
  reader?: NodeOptions['reader']
  /** An existing DHT on loopback; by default one is started and stopped with the demo. */
  network?: { bootstrap: string[] }
  pace?: DemoPace
  /** When traitors turn, once the viewer has received files from them; defaults to 10 uploads or 18 s. */
  traitor?: TraitorPlan
}

/** A demo peer with its true kind, which the UI never learns. */
interface DemoPeer {
  name: string
  kind: DemoPeerKind
  publicKey: string
}

/** A running demo. */
export interface Demo {
  /** The viewer's node. */
  node: HyobanNode
  bootstrap: string[]
  peers: DemoPeer[]
  /** Stops all nodes and the network, and deletes the demo's data. */
  close(): Promise<void>
}

/**
 * Starts a community on 127.0.0.1: a local DHT, the viewer's node and `peers` others, each a complete node with an
 * injected behaviour that shares generated files and trades until `close`. Throws HyobanError BAD_INPUT for a number of
 * peers out of range; on any other failure nothing keeps running and nothing is left on disk.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { peers: count = 8, dataDir, clock, random, log, pace = GENTLE, name = 'You' } = options
  checkPeers(count)
  const closers: (() => Promise<void>)[] = []
  // in reverse order of start; a failure does not keep the others running
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed())
      await closer().catch((error: unknown) => log(`demo: not closed cleanly: ${asHyobanError(error).message}`))
  }
  try {
    const folder = await makeRunFolder(dataDir).catch((error: unknown) => {
      throw asHyobanError(error, dataDir)
    })
    closers.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
    const { bootstrap, close: closeNet } = options.network
      ? { bootstrap: options.network.bootstrap, close: async () => {} }
      : await startLocalNet(4)
    closers.push(closeNet)

    const seed = Math.floor(random.next() * 0x1_0000_0000)
    const made = new Map<string, Uint8Array>()
    const nodes: HyobanNode[] = []
    // one for all peers: a PDF parser in each of twenty threads would exhaust the machine
    const dataDirs: string[] = []
    const { reader } = options
    const extractor = sharedExtractor(dataDirs, reader)
    closers.push(() => extractor.close())
    closers.push(async () => {
      await Promise.all(nodes.map((node) => node.close()))
    })
    const compose = async (
      home: string,
      personal: Pick<NodeOptions, 'random' | 'setup' | 'log'> & Partial<NodeOptions>,
    ): Promise<HyobanNode> => {
      await mkdir(join(home, 'Downloads'), { recursive: true })
      dataDirs.push(join(home, 'data'))
      const node = await composeNode({
        dataDir: join(home, 'data'),
        clock,
        shell: 'none',
        bootstrap,
        host: '127.0.0.1',
        demo: true,
        evidenceBytes: EVIDENCE_BYTES,
        ...(reader && { reader }),
        ...personal,
      })
      nodes.push(node)
      return node
    }

    let viewerKey: string | undefined
    const startViewer = async (): Promise<HyobanNode> => {
      const home = join(folder, 'you')
      const shared = join(home, 'Shared')
      await writeFiles(shared, planViewer(seededRandom(seed, 1)), made)
      const node = await compose(home, {
        random,
        log,
        shell: options.shell ?? 'web',
        ...(options.desktop ? { desktop: options.desktop } : {}),
        setup: { name, community: DEMO_COMMUNITY, share: [shared], downloadFolder: join(home, 'Downloads') },
      })
      viewerKey = node.publicKey
      return node
    }
    const startPeer = async (kind: DemoPeerKind, collection: Collection, i: number): Promise<DemoPeer> => {
      const home = join(folder, `peer-${i + 1}`)
      const shared = join(home, 'Shared')
      const own = seededRandom(seed, 100 + i)
      await writeFiles(shared, collection.recipes, made)
      const node = await compose(home, {
        random: own,
        extractor,
        log: (line) => log(`${nameOf(i)}: ${line}`),
        behaviour: behaviourOf(kind, own, { plan: options.traitor, viewer: () => viewerKey }),
        setup: { name: nameOf(i), community: DEMO_COMMUNITY, share: [shared], downloadFolder: join(home, 'Downloads') },
      })
      const trader = new Trader({ handlers: node.handlers, clock, random: seededRandom(seed, 200 + i), pace, log })
      const publisher = new DemoPublisher({
        folder: shared,
        clock,
        random: seededRandom(seed, 300 + i),
        every: pace.notes,
        log,
      })
      closers.push(async () => {
        await Promise.all([trader.close(), publisher.close()])
      })
      return { name: nameOf(i), kind, publicKey: node.publicKey }
    }
    const collections = planCommunity(seededRandom(seed, 2), count)
    const starts = kindsFor(count).map((kind, i) => startPeer(kind, collections[i] as Collection, i))
    // waits for all, so that those that started can be closed if one fails
    const [viewer, ...others] = await Promise.allSettled([startViewer(), ...starts] as const)
    if (viewer.status === 'rejected') throw viewer.reason
    const peers = others.map((other) => {
      if (other.status === 'rejected') throw other.reason
      return other.value
    })
    const curious = new Trader({
      handlers: viewer.value.handlers,
      clock,
      random: seededRandom(seed, 3),
      pace: CURIOUS,
      guest: true,
      log,
    })
    closers.push(() => curious.close())
    log(`demo: ${peers.length} peers and you are running`)
    return { node: viewer.value, bootstrap, peers, close }
  } catch (error) {
    await close()
    throw error
  }
}
