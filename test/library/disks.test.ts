import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import type { Library } from '../../main/library/library.ts'
import { LibraryFixture } from './fixture.ts'

let at: LibraryFixture
let library: Library
beforeEach(async () => {
  at = new LibraryFixture()
  library = await at.start()
})
afterEach(() => at.end())

const view = () => library.folders()[0]

describe('a disconnected disk', () => {
  test('leaves an empty mount point: it is reported, files are kept and not hashed again', async () => {
    const clock = (at.clock = new ManualClock())
    await at.stop()
    library = await at.start()
    for (let i = 0; i < 30; i++) at.write(`music/sub/${i}.txt`, `content ${i}`)
    const id = await at.shared()
    await at.stop()
    // as if the files had been read from another disk: what lies at the path now is the mount point below it
    renameSync(at.share, join(at.dir, 'away'))
    mkdirSync(at.share)
    library = await at.start({ sql: "UPDATE folders SET device = '424242'" })
    await at.until(() => view()?.state === 'problem')
    expect(view()?.problem).toMatchObject({ code: 'FOLDER_MISSING', details: { away: 'yes' } })
    clock.advance(3100)
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(30)
    expect(view()).toMatchObject({ files: 30, hashedFiles: 30 })
    // gone altogether, as where the shared folder lies below the mount point
    rmSync(at.share, { recursive: true })
    clock.advance(3100)
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(30)

    renameSync(join(at.dir, 'away'), at.share)
    const mended = library.events.once('mended')
    clock.advance(3100)
    expect(await mended).toMatchObject({ id })
    await library.idle()
    expect(view()).toMatchObject({ state: 'ready', files: 30, hashedFiles: 30 })
    expect(library.hashed).toBe(0)
    // the number of a disk may be another each time: the new one counts from now on
    rmSync(join(at.share, 'sub'), { recursive: true })
    library.rescan(id)
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
  })

  test('mounted below a shared folder: its files are kept, others are followed', async () => {
    at.write('music/here.txt')
    at.write('music/nas/far.txt')
    const id = await at.shared()
    await at.stop()
    rmSync(join(at.share, 'nas', 'far.txt'))
    rmSync(join(at.share, 'here.txt'))
    library = await at.start({ sql: `UPDATE folders SET mounts = '["nas"]'` })
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/nas/far.txt'])
    expect(library.skipped(id)).toMatchObject([{ path: 'nas', reason: 'unreadable' }])
  })
})
