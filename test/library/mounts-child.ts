// A library in a mount namespace of its own. It mounts and unmounts its shared folder as its parent says over IPC.
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ManualClock } from '../../main/base/clock.ts'
import { asHyobanError } from '../../main/base/errors.ts'
import { LibraryFixture } from './fixture.ts'

const at = new LibraryFixture()
const clock = (at.clock = new ManualClock())
const disk = join(at.dir, 'disk')
const say = (value: object): void => void process.send?.(value)
const mount = (): void => void execFileSync('mount', ['--bind', disk, at.share])

const orders: Record<string, (value: never) => unknown> = {
  async start(kind: string) {
    mkdirSync(disk)
    if (kind === 'tmpfs') execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', disk])
    for (let i = 0; i < 20; i++) writeFileSync(join(disk, `${i}.txt`), `content ${i}`)
    mount()
    await at.start()
    await at.shared()
  },
  mount,
  unmount: () => void execFileSync('umount', ['-l', at.share]),
  async rescan() {
    for (const { id } of at.library.folders()) at.library.rescan(id)
    await at.library.idle()
    clock.advance(3100)
    await at.library.idle()
  },
  empty: () => {
    for (let i = 0; i < 20; i++) rmSync(join(at.share, `${i}.txt`))
  },
  look: () => {
    const [view] = at.library.folders()
    const state = view?.problem?.code ?? view?.state
    return { state, paths: at.catalogue.paths.length, files: view?.files, hashed: at.library.hashed }
  },
  async end(kind: string) {
    await at.stop()
    execFileSync('umount', ['-l', at.share])
    if (kind === 'tmpfs') execFileSync('umount', ['-l', disk])
    await at.hasher.close()
    rmSync(at.dir, { recursive: true })
  },
}
process.on('message', ({ id, order, value }: { id: number; order: string; value: never }) => {
  Promise.resolve()
    .then(() => orders[order]?.(value))
    .then(
      (result) => say({ id, result: result ?? null }),
      (error: unknown) => say({ id, error: asHyobanError(error).message }),
    )
})
say({ ready: true })
