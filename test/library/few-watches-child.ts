// A library in a user namespace that allows fewer watches than its shared folder has subfolders.
import { rmSync } from 'node:fs'
import { ManualClock } from '../../main/base/clock.ts'
import { LibraryFixture } from './fixture.ts'

const at = new LibraryFixture()
const clock = (at.clock = new ManualClock())
for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) at.write(`music/${name}/old.txt`)
await at.start()
await at.shared()
const seen = [at.catalogue.paths.length]
for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) at.write(`music/${name}/new.txt`)
clock.advance(3 * 60_000)
await at.library.idle()
seen.push(at.catalogue.paths.length)
process.send?.({ seen, lines: at.lines })
await at.end()
rmSync(at.dir, { recursive: true, force: true })
