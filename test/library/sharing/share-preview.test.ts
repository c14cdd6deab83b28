import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SharePreview } from '../../../main/contract/library.ts'
import { LibraryFixture } from '../fixture.ts'

let at: LibraryFixture
beforeEach(() => {
  at = new LibraryFixture()
})
afterEach(() => at.end())

async function lastOf(counts: AsyncIterable<SharePreview>): Promise<SharePreview | undefined> {
  let last: SharePreview | undefined
  for await (const count of counts) last = count
  return last
}

test('counts what would be shared and left out, and shares nothing', async () => {
  at.write('music/a.txt', '12345')
  at.write('music/in/b.txt', '1234567')
  at.write('music/in/c.tmp')
  at.write('music/drafts/d.txt')
  at.write('music/.secret')
  const library = await at.start()
  const { signal } = new AbortController()
  expect(await lastOf(library.preview({ path: at.share, patterns: ['*.tmp', '', ' /drafts/ '] }, signal))).toEqual({
    files: 2,
    bytes: 12,
    skipped: { excluded: 2, hidden: 1 },
    done: true,
  })
  expect(library.folders()).toEqual([])
  await library.share(at.share, { visibility: 'nobody', community: '', patterns: ['*.tmp', '/drafts/'] })
  await library.idle()
  expect(library.folders()[0]).toMatchObject({ files: 2, bytes: 12, visibility: 'nobody' })
})

test('says what sharing would say, and ends when it is aborted', async () => {
  const library = await at.start()
  const ended = new AbortController()
  await expect(
    lastOf(library.preview({ path: join(at.dir, 'none'), patterns: [] }, ended.signal)),
  ).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
  await expect(lastOf(library.preview({ path: at.dataDir, patterns: [] }, ended.signal))).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
  ended.abort()
  expect(await lastOf(library.preview({ path: at.share, patterns: [] }, ended.signal))).toBeUndefined()
})
