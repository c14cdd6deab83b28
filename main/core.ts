import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from './base/clock.ts'
import { messageOf } from './base/errors.ts'
import { FaultGuard } from './base/process/fault-guard.ts'
import { seededRandom } from './base/random.ts'
import type { HyobanNode } from './node.ts'
import type { CoreInit } from './shell/electron/core/core-messages.ts'
import { startControlServer } from './shell/control/control-server.ts'
import { serveCore, type CoreShell, type ParentPort } from './shell/electron/core/core-server.ts'

/** Grace period in ms for the last messages to reach the main process before exiting. */
const FLUSH_MS = 50

type Started = { node: HyobanNode; close(): Promise<void> }

async function startDemoCore(
  peers: number,
  { reader }: CoreShell,
  random: ReturnType<typeof seededRandom>,
  log: (line: string) => void,
): Promise<Started> {
  const { startDemo } = await import('./demo/community.ts')
  const dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-'))
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true })
  try {
    const demo = await startDemo({ peers, dataDir, clock: systemClock, random, log, reader })
    return { node: demo.node, close: () => demo.close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

async function compose(init: CoreInit, shell: CoreShell, log: (line: string) => void): Promise<Started> {
  const random = seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
  const { demo, ...options } = init
  if (demo) return startDemoCore(demo.peers, shell, random, log)
  const { composeNode } = await import('./composition/compose-node.ts')
  const node = await composeNode({ ...options, clock: systemClock, random, shell: 'electron', ...shell, log })
  return { node, close: () => node.close() }
}

// While the node runs, an error that nobody caught is reported and ends nothing; at the start it ends this process, and
// the main process starts another one.
const faults = new FaultGuard()
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    if (faults.contain(error)) return
    console.error(`hyoban: ${messageOf(error)}`)
    process.exit(1)
  })

async function start(init: CoreInit, shell: CoreShell, log: (line: string) => void): Promise<Started> {
  const { node, close } = await compose(init, shell, log)
  const release = faults.guard((error) => node.reportFault(error))
  const control = await startControlServer(node, log)
  return { node, close: () => control.close().then(close).finally(release) }
}

// Only Electron utility processes have a port to their parent.
const parent = (process as unknown as { parentPort?: ParentPort }).parentPort
if (!parent) {
  console.error('hyoban: core.ts is started by the desktop app. Use "hyoban serve" for a node without a window.')
  process.exit(2)
}
serveCore({ parent, start, exit: (code) => void setTimeout(() => process.exit(code), FLUSH_MS) })
