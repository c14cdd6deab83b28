import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { composeNode } from '../composition/compose-node.ts'
import type { HyobanNode, NodeClient, NodeOptions } from '../node.ts'
import { isLoopback, bootstrapArgument, parsePath } from '../shell/arguments.ts'
import { connectToRunning } from '../shell/control/control-client.ts'
import { defaultDataDir } from '../shell/data-dir.ts'
import type { CliIo } from './io.ts'

/** Options of every command that starts a node. */
export interface NodeFlags {
  dataDir?: string
  bootstrap?: string
  community?: string
  name?: string
  hostOnly?: boolean
  /** A node of this process keeps off the network: the command only reads or changes what is stored. */
  offline?: boolean
}

/** Adds the options of `NodeFlags` to a command. */
export function withNodeFlags(command: Command): Command {
  return command
    .option('--data-dir <dir>', 'folder for identity, logs and database (HYOBAN_DATA_DIR)')
    .option('--bootstrap <host:port,...>', 'DHT bootstrap nodes (default: the public network)')
    .option('--community <name>', 'the community to join')
    .option('--name <name>', 'the name shown to others')
    .option('--host-only', 'keep all traffic on this machine (implied by bootstrap nodes on 127.0.0.1)')
}

/** A random seed, so that peers on one machine do not act in lockstep. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}

/** Converts flags to node options. Throws HyobanError BAD_BOOTSTRAP or BAD_INPUT. */
export function nodeOptions(
  flags: NodeFlags,
  io: CliIo,
  shell: NodeOptions['shell'],
  setup: NodeOptions['setup'] = {},
): NodeOptions {
  const bootstrap = flags.bootstrap === undefined ? undefined : bootstrapArgument(flags.bootstrap)
  const loopback = flags.hostOnly === true || (bootstrap !== undefined && isLoopback(bootstrap))
  const name = flags.name?.trim()
  if (name === '' || (name && name.length > 64))
    throw new HyobanError('BAD_INPUT', '--name must have 1 to 64 characters.')
  const community = flags.community?.trim()
  if (community === '' || (community && community.length > 128))
    throw new HyobanError('BAD_INPUT', '--community must have 1 to 128 characters.')
  return {
    dataDir: flags.dataDir === undefined ? defaultDataDir(io.env) : parsePath(flags.dataDir, '--data-dir'),
    clock: systemClock,
    random: seededRandom(freshSeed()),
    shell,
    ...(flags.offline && { offline: true }),
    ...(bootstrap && { bootstrap }),
    ...(loopback && { host: '127.0.0.1' }),
    setup: { ...setup, ...(name && { name }), ...(community && { community }) },
    log: (line) => io.err(`hyoban: ${line}`),
  }
}

/** Options that only a node which is started can follow. */
const STARTING = {
  bootstrap: '--bootstrap',
  community: '--community',
  name: '--name',
  hostOnly: '--host-only',
} as const

/**
 * Runs `work` with the node that runs on the data directory, else with one of its own as `withOwnNode` does. Throws
 * HyobanError BAD_INPUT for options that a running node does not follow.
 */
export async function withNode<T>(
  io: CliIo,
  flags: NodeFlags,
  work: (node: NodeClient) => Promise<T>,
  setup: NodeOptions['setup'] = {},
): Promise<T> {
  const options = nodeOptions(flags, io, 'none', setup)
  const running = await connectToRunning(options.dataDir, { signal: io.signal })
  if (!running) {
    if (flags.offline && !existsSync(join(options.dataDir, 'identity.json'))) throw nothingIn(options.dataDir)
    return withOwnNode(io, options, work)
  }
  try {
    const strange = Object.entries(STARTING).find(([key]) => flags[key as keyof typeof STARTING] !== undefined)
    if (strange)
      throw new HyobanError('BAD_INPUT', `The node that runs on this data directory does not follow ${strange[1]}.`, {
        hint: `Leave ${strange[1]} out to use that node, change its settings there, or close it.`,
      })
    return await work(running)
  } finally {
    running.close()
  }
}

function nothingIn(dataDir: string): HyobanError {
  return new HyobanError('NOT_FOUND', `${dataDir} holds nothing of Hyoban yet.`, {
    hint: 'Name the folder of the node with --data-dir, or start one with hyoban serve.',
    details: { path: dataDir },
  })
}

/**
 * Runs `work` with a node of this process and closes the node afterwards, even on failure. Meanwhile an error that
 * nobody caught is reported, and ends neither the node nor the process.
 */
export async function withOwnNode<T>(
  { faults }: CliIo,
  options: NodeOptions,
  work: (node: HyobanNode) => Promise<T>,
): Promise<T> {
  const node = await composeNode(options)
  const release = faults.guard((error) => node.reportFault(error))
  try {
    return await work(node)
  } finally {
    await node.close()
    release()
  }
}
