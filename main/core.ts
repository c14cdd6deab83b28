import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from './base/clock.ts'
import { seededRandom } from './base/random.ts'
import type { DesktopPort, HyobanNode } from './node.ts'
import type { CoreInit } from './shell/electron/core/core-messages.ts'
import { serveCore, type ParentPort } from './shell/electron/core/core-server.ts'

/** Grace period in ms for the last messages to reach the main process before exiting. */
const FLUSH_MS = 50

type Started = { node: HyobanNode; close(): Promise<void> }

async function startDemoCore(
  peers: number,
  random: ReturnType<typeof seededRandom>,
  log: (line: string) => void,
): Promise<Started> {
  const { startDemo } = await import('./demo/community.ts')
  const dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-'))
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true })
  try {
    const demo = await startDemo({ peers, dataDir, clock: systemClock, random, log })
    return { node: demo.node, close: () => demo.close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

async function start(init: CoreInit, desktop: DesktopPort, log: (line: string) => void): Promise<Started> {
  const random = seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
  const { demo, ...options } = init
  if (demo) return startDemoCore(demo.peers, random, log)
  const { composeNode } = await import('./composition/compose-node.ts')
  const node = await composeNode({ ...options, clock: systemClock, random, shell: 'electron', desktop, log })
  return { node, close: () => node.close() }
}

// Only Electron utility processes have a port to their parent.
const parent = (process as unknown as { parentPort?: ParentPort }).parentPort
if (!parent) {
  console.error('hyoban: core.ts is started by the desktop app. Use "hyoban serve" for a node without a window.')
  process.exit(2)
}
serveCore({ parent, start, exit: (code) => void setTimeout(() => process.exit(code), FLUSH_MS) })
