import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readablePath } from '../../../main/base/process/system-path.ts'
import type { ExtractResult } from '../../../main/domain/extraction.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'
import { mp3 } from './containers.ts'
import { pdf, png } from './documents.ts'

let dir: string
let extractor: Extractor
beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'hyoban-raw-')))
  mkdirSync(join(dir, 'data'))
  extractor = new Extractor({ privateFolders: [join(dir, 'data')] })
})
afterAll(async () => {
  await extractor.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Writes a file whose name is these bytes, given as Latin-1, and reads its metadata. */
async function look(name: string, bytes: Uint8Array): Promise<ExtractResult> {
  const raw = Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(name, 'latin1')])
  writeFileSync(raw, bytes)
  const path = readablePath(raw)
  const { stamp, size } = await fileStamp(path)
  return extractor.extract({ path, size, stamp, thumbnail: true })
}

// macOS and Windows take no such names
describe.runIf(process.platform === 'linux')('files whose names are not text', () => {
  test('have their tags read and their pictures shown, and nothing is left behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('hyoban-name-'))
    expect(await look('caf\xe9.mp3', mp3({ TIT2: 'Bell', TPE1: 'Ada' }))).toMatchObject({
      state: 'done',
      metadata: { title: 'Bell', artist: 'Ada' },
    })
    const bytes = await pdf({ title: 'On bells', author: 'Ada', text: 'It begins here', pages: 3 })
    expect(await look('two\nlines.pdf', bytes)).toMatchObject({ state: 'done', metadata: { title: 'On bells' } })
    const picture = await look('\xe9\xe8.png', await png(40, 30))
    expect(picture).toMatchObject({ state: 'done', metadata: { width: 40, height: 30 } })
    expect(picture.state === 'done' && picture.thumbnail !== null).toBe(true)
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('hyoban-name-'))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })

  test('are not read in the folders of the node', async () => {
    expect(await look('data/k\xe9y.mp3', mp3({ TIT2: 'Secret' }))).toEqual({ state: 'unreadable' })
  })
})
