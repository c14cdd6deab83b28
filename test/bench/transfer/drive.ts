/* Hyperdrive: the file is imported into a drive, served over a swarm, and mirrored to a folder. */
import { createReadStream, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Corestore from 'corestore'
import Hyperdrive, { type Drive, type DriveStore } from 'hyperdrive'
import Hyperswarm from 'hyperswarm'
import Localdrive from 'localdrive'
import { cpuSeconds, nextRound, openDht, say, type Task } from './task.ts'

interface DriveSwarm {
  on(event: 'connection', listener: (stream: unknown) => void): void
  join(topic: Buffer, how: { server: boolean; client: boolean }): { flushed(): Promise<void> }
  destroy(): Promise<void>
}

/** Serves the file as a drive. */
export async function driveServe(task: Task): Promise<void> {
  const { drive, swarm } = open(task, join(task.dir, 'store'), null)
  await drive.ready()
  const source = createReadStream(task.path)
  await new Promise<void>((resolve, reject) =>
    source.pipe(drive.createWriteStream('/file')).on('close', resolve).on('error', reject),
  )
  await swarm.join(drive.discoveryKey, { server: true, client: false }).flushed()
  say({ key: drive.key.toString('hex') })
}

/** Mirrors the drive to a new folder in each round; the process persists across rounds, as a node does. */
export async function driveFetch(task: Task): Promise<void> {
  for (;;) {
    await nextRound()
    const { drive, swarm } = open(task, join(task.dir, 'store'), Buffer.from(task.peer, 'hex'))
    await drive.ready()
    const met = new Promise<void>((resolve) => swarm.on('connection', () => resolve()))
    swarm.join(drive.discoveryKey, { server: false, client: true })
    await met
    await drive.entry('/file', { wait: true })
    const [start, cpu] = [performance.now(), cpuSeconds()]
    for await (const _change of drive.mirror(new Localdrive(join(task.dir, 'out')))) void _change
    const round = { seconds: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu }
    const { size } = statSync(join(task.dir, 'out', 'file'))
    if (size !== task.size) throw new Error(`hyperdrive gave ${size} bytes`)
    await swarm.destroy()
    await drive.close()
    // Before answering, so that it does not overlap with the next measurement.
    rmSync(task.dir, { recursive: true })
    say(round)
  }
}

function open(task: Task, store: string, key: Buffer | null): { drive: Drive; swarm: DriveSwarm } {
  const corestore = new Corestore(store) as unknown as DriveStore
  const swarm = new Hyperswarm({ dht: openDht(task) }) as unknown as DriveSwarm
  swarm.on('connection', (stream) => corestore.replicate(stream))
  return { drive: new Hyperdrive(corestore, key), swarm }
}
