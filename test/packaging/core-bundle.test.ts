import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { pdf } from '../library/metadata/documents.ts'
import { ensureBuilt } from '../../scripts/lib/build.mjs'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

it('the built core starts, finds its workers and native modules, serves a port and exits with 0', async () => {
  const work = await mkdtemp(join(tmpdir(), 'hyoban-core-'))
  try {
    expect((await ensureBuilt(process.execPath)).code).toBe(0)
    await mkdir(join(work, 'share'))
    await writeFile(join(work, 'share', 'a.txt'), 'a')
    const document = await pdf({ title: 'On bells', author: 'Ada', text: 'x', pages: 1 })
    await writeFile(join(work, 'share', 'b.pdf'), document)
    const child = join(import.meta.dirname, 'core-child.ts')
    const { stdout } = await run(
      process.execPath,
      [child, join(root, 'out/main/core.js'), join(work, 'data'), join(work, 'share')],
      { timeout: 60_000 },
    )
    expect(JSON.parse(stdout)).toEqual({
      shell: 'electron',
      name: 'Ada',
      files: [
        ['a.txt', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
        ['b.pdf', expect.any(String)],
      ],
      known: [
        ['a.txt', { state: 'done', metadata: { title: 'a', text: 'a' }, thumbnail: false }],
        [
          'b.pdf',
          {
            state: 'done',
            metadata: { title: 'On bells', author: 'Ada', year: 2019, pages: 1, text: 'x' },
            thumbnail: true,
          },
        ],
      ],
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}, 120_000)
