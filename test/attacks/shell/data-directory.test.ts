import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../main/store/database.ts'
import { TestNetwork, when, context } from '../../helpers/nodes.ts'
import { png } from '../../library/metadata/documents.ts'

// Attack: another user of this machine reads what a node remembers, after the data directory was opened to others, or
// copied to where it is not protected.

const posix = process.platform !== 'win32'

/** Permissions of everybody but the owner. */
const openness = async (path: string): Promise<number> => (await stat(path)).mode & 0o077

it.runIf(posix)('nothing in the data directory of a running node is open to others', async () => {
  const network = await TestNetwork.build('files')
  try {
    const node = await network.start('ada', { 'a.png': await png(40, 30) })
    await when(node.handlers.node.status(undefined, context), ({ tasks }) => tasks.length === 0)
    const dataDir = join(network.dir, 'ada')
    const names = await readdir(dataDir)
    expect(names).toEqual(expect.arrayContaining(['hyoban.db', 'hyoban.db-wal', 'hyoban.db-shm', 'identity.json']))
    const open = []
    for (const name of ['', ...names]) if (await openness(join(dataDir, name))) open.push(name)
    expect(open).toEqual([])
  } finally {
    await network.close()
  }
})

it.runIf(posix)('a database of an earlier version is closed to others when it is opened', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-modes-'))
  try {
    const path = join(dir, 'hyoban.db')
    const options = { log: () => {} }
    openDatabase(path, options).close()
    await chmod(path, 0o644)
    openDatabase(path, options).close()
    expect(await openness(path)).toBe(0)

    // nor is a damaged one that is kept for the user
    await writeFile(path, 'not a database at all, but long enough to be looked at')
    await chmod(path, 0o644)
    const { movedTo, ...database } = openDatabase(path, options)
    expect([await openness(movedTo ?? ''), await openness(path)]).toEqual([0, 0])
    database.sql.close()
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
