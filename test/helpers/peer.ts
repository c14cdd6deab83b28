import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { onTestFinished } from 'vitest'
import { systemClock, type Clock } from '../../main/base/clock.ts'
import { Logs, type LogsOptions } from '../../main/logs/logs.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { callingKeys, type KeyPair } from './keys.ts'
import { makeOverlay } from './overlay.ts'

/** A peer whose logs replicate over an overlay. */
export interface LogPeer {
  hex: string
  overlay: Overlay
  logs: Logs
  dir: string
  lines: string[]
}

export interface LogPeerOptions {
  name?: string
  community?: string
  keyPair?: KeyPair
  dir?: string
  limits?: NonNullable<LogsOptions['limits']>
  /** Clock of its logs. */
  clock?: Clock
}

/** Starts a peer that is closed after the test; its folder is deleted too unless it was given. */
export async function makeLogPeer(
  bootstrap: string[],
  { name = 'Peer', community = 'Logs', keyPair = callingKeys(), dir, limits, clock = systemClock }: LogPeerOptions = {},
): Promise<LogPeer> {
  const folder = dir ?? (await temporaryFolder())
  const lines: string[] = []
  const logs = await Logs.open({
    dir: folder,
    keyPair,
    clock,
    log: (line) => lines.push(line),
    ...(limits && { limits }),
  })
  onTestFinished(() => logs.close())
  const overlay = makeOverlay(bootstrap, name, { community, keyPair })
  overlay.announce({ name, catalogueKey: logs.catalogue.own.key })
  overlay.onConnection((stream) => logs.replicate(stream))
  return { hex: overlay.publicKeyHex, overlay, logs, dir: folder, lines }
}

/** A peer whose rating log is a bare Hypercore, so that a test can write what the app never would. */
export async function makeTrickster(
  bootstrap: string[],
  community: string,
  keyPair = callingKeys(),
): Promise<{ hex: string; core: Hypercore; overlay: Overlay }> {
  const store = new Corestore(await temporaryFolder())
  onTestFinished(() => store.close())
  const core = store.get({ keyPair })
  await core.ready()
  const overlay = makeOverlay(bootstrap, 'Trickster', { community, keyPair })
  overlay.onConnection((stream) => store.replicate(stream))
  return { hex: overlay.publicKeyHex, core, overlay }
}

/** A temporary folder, deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-log-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** A promise that resolves once `done()` is true, and a function that makes it check again. */
export function until(done: () => boolean): { changed: () => void; reached: Promise<void> } {
  let changed = (): void => {}
  const reached = new Promise<void>((resolve) => {
    changed = () => {
      if (done()) resolve()
    }
  })
  return { changed, reached }
}

/** All values of a stream. */
export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of stream) values.push(value)
  return values
}
