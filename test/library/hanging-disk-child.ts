// A library in a mount namespace of its own, with one folder on a FUSE mount that hangs as its parent says over IPC.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { asHyobanError } from '../../main/base/errors.ts'
import { sharedFiles } from '../../main/library/content/content-sources.ts'
import { LibraryFixture } from './fixture.ts'

const at = new LibraryFixture()
const nas = join(at.dir, 'nas')
const home = at.write('music/home.txt', 'content at home')
mkdirSync(nas)
const say = (value: object): void => void process.send?.(value)

const disk = spawn('python3', [join(import.meta.dirname, '..', 'helpers', 'hanging-disk.py'), nas, '20'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const lines = createInterface(disk.stdout)
const uses: Promise<unknown>[] = []
const never = new AbortController().signal

const folder = (name: string) => at.library.folders().find((one) => one.name === name)
const look = (name: string): string => {
  const view = folder(name)
  return [view?.problem?.code ?? view?.state, view?.problem?.details.away, view?.hashedFiles].filter(Boolean).join(' ')
}
const roots: string[] = []

async function readShared(root: string): Promise<string> {
  const view = await sharedFiles(at.library)(root)
  const parts: Uint8Array[] = []
  for await (const part of view?.read(0, view.size, never) ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
}

const orders: Record<string, () => unknown> = {
  async start() {
    await at.start()
    await at.library.share(nas)
    await at.shared()
    for (const [path, entry] of at.catalogue.map)
      if (path.startsWith('nas/')) roots.push(Buffer.from(entry.root).toString('hex'))
    if (roots.length !== 20) throw new Error(`${roots.length} files`)
  },
  look: () => ({ nas: look('nas'), home: look('music') }),
  async hang() {
    disk.stdin.write('hang')
    // what is asked of it next is kept
    const kept = once(lines, 'line')
    uses.push(readShared(roots[0] as string))
    await kept
  },
  use() {
    for (const root of roots) uses.push(readShared(root))
    at.library.rescan(folder('nas')?.id ?? 0)
    for (const use of uses) use.catch(() => {})
  },
  local: () => readFile(home, 'utf8'),
  async silent() {
    await at.until(() => folder('nas')?.problem?.details.away === 'silent')
    const ends = await Promise.allSettled(uses)
    for (const end of ends)
      if (end.status !== 'rejected' || asHyobanError(end.reason).details.away !== 'silent')
        throw new Error('a use of the disk did not fail')
  },
  async write() {
    at.write('music/new.txt', 'new')
    await at.until(() => look('music') === 'ready 2')
  },
  async answer() {
    disk.stdin.write('answer')
    await at.until(() => look('nas') === 'ready 20')
    if (!(await readShared(roots[3] as string)).startsWith('content ')) throw new Error('another content')
  },
  async end() {
    await at.stop()
    await at.hasher.close()
    disk.stdin.end()
    await once(disk, 'exit')
    rmSync(at.dir, { recursive: true })
  },
}
process.on('message', ({ id, order }: { id: number; order: string }) => {
  Promise.resolve()
    .then(() => orders[order]?.())
    .then(
      (result) => say({ id, result: result ?? null }),
      (error: unknown) => say({ id, error: asHyobanError(error).message }),
    )
})
await once(lines, 'line')
say({ ready: true })
