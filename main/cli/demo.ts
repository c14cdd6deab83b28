import { rmSync } from 'node:fs'
import type { Command } from 'commander'
import { systemClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import { startDemo } from '../demo/community.ts'
import { makeTemporaryFolder } from '../demo/run-folder.ts'
import { parsePath, parsePort, parseWhole } from '../shell/arguments.ts'
import type { CliIo } from './io.ts'
import { freshSeed } from './node-session.ts'
import { serveNode } from './serve.ts'

interface DemoFlags {
  peers: string
  port: string
  dataDir?: string
  seed?: string
}

/** `hyoban demo`: runs a community of real peers on this machine and serves the UI of one of them. */
export function demoCommand(program: Command, io: CliIo): void {
  program
    .command('demo')
    .description('run a community of real peers on this machine and serve the UI of one of them')
    .option('--peers <n>', 'number of peers', '8')
    .option('--port <port>', 'port of the UI (0: any free port)', '0')
    .option('--data-dir <dir>', 'folder for the demo (default: a temporary one, removed at the end)')
    .option('--seed <n>', 'repeat the same demo')
    .action(async (flags: DemoFlags) => {
      const peers = parseWhole(flags.peers, '--peers', 1, 64)
      const port = parsePort(flags.port)
      const seed = flags.seed === undefined ? freshSeed() : parseWhole(flags.seed, '--seed', 0, 2 ** 32 - 1)
      const dataDir = flags.dataDir === undefined ? await makeTemporaryFolder() : parsePath(flags.dataDir, '--data-dir')
      const remove = (): void => {
        if (flags.dataDir === undefined) removeNow(dataDir)
      }
      // also when an impatient user, or a machine under load, does not let the demo close
      process.once('exit', remove)
      try {
        io.err(`hyoban: starting ${peers} peers on this machine ...`)
        const log = (line: string): void => io.err(`hyoban: ${line}`)
        const demo = await startDemo({ peers, dataDir, clock: systemClock, random: seededRandom(seed), log })
        const release = io.faults.guard((error) => demo.node.reportFault(error))
        try {
          await serveNode(demo.node, { port }, io)
        } finally {
          await demo.close()
          release()
        }
      } finally {
        remove()
        process.off('exit', remove)
      }
    })
}

function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // a file that is still in use: the next demo deletes it
  }
}
