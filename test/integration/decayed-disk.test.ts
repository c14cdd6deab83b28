import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../main/store/database.ts'
import { stampOf } from '../../main/domain/file-stamp.ts'
import { stat } from 'node:fs/promises'
import { context, fetchFile, sees, TestNetwork, when } from '../helpers/nodes.ts'

// A disk that silently returns other bytes than were written. SUBSTITUTE: a byte is changed in place, and the stamp of
// the file in the provider's database is set to what it is now, since a decaying disk changes no time.

test('a decayed file is never sent: the provider finds it, tells its user, and nobody is rated', async () => {
  const network = await TestNetwork.build('decay')
  try {
    const files = { 'film.bin': randomBytes(5_000_000), 'book.bin': randomBytes(3000) }
    const first = await network.start('a', files)
    await when(first.handlers.library.folders(undefined, context), ([folder]) => folder?.hashedFiles === 2)
    await first.close()
    const database = openDatabase(join(network.dir, 'a', 'hyoban.db'), { log: () => {} })
    for (const name of Object.keys(files)) {
      const path = join(network.dir, 'a-shared', name)
      const file = openSync(path, 'r+')
      writeSync(file, Buffer.from([1, 2, 3, 4]), 0, 4, 2900)
      closeSync(file)
      const stamp = stampOf(await stat(path, { bigint: true }))
      database.sql.prepare('UPDATE files SET stamp = ? WHERE path = ?').run(stamp, name)
    }
    database.close()
    const a = await network.start('a')
    const b = await network.start('b')
    for (const name of Object.keys(files)) {
      const line = await fetchFile(b, a, name, ({ state }) => state === 'failed')
      expect(line).toMatchObject({ rated: null, problem: { code: 'FILE_CHANGED' } })
    }
    expect(await sees(b, a, () => true)).toMatchObject({ excludedSince: null, trust: { count: 0 } })
    const [folder] = await when(a.handlers.library.folders(undefined, context), ([one]) => one?.skipped.damaged === 2)
    expect(folder).toMatchObject({ files: 0, hashedFiles: 0 })
  } finally {
    await network.close()
  }
})
