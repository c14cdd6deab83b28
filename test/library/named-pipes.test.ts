import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { fileView } from '../../main/library/content/file-view.ts'
import { layerOfFile } from '../../main/library/hashing/file-layer.ts'
import { readStart } from '../../main/library/metadata/readers/read-part.ts'
import { DirectIoFile } from '../../main/transfers/storage/direct-io-file.ts'
import { streamingView } from '../../main/transfers/views/streaming-view.ts'
import { cleanNodes, tempDir } from '../transfers/helpers/cleanup.ts'

// A named pipe in the place of a file: whoever opens it waits for somebody who writes to it, and holds one of the four
// threads that all files of the node share.

afterEach(cleanNodes)

/** Follows links: a shared link leads to a file of the same folder. */
const READER = 'a reader of metadata'
const never = new AbortController().signal

async function all(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = []
  for await (const bytes of parts) list.push(bytes)
  return Buffer.concat(list)
}

const openers: Record<string, (path: string) => Promise<unknown>> = {
  'a preview of a shared file': (path) => all(fileView(path, 10).read(0, 10, never)),
  'a preview of a download': (path) =>
    all(
      streamingView({
        name: 'song.mp3',
        size: 10,
        path: () => path,
        has: () => true,
        gone: () => false,
        onChange: () => () => {},
        prioritise: () => () => {},
      }).read(0, 10, never),
    ),
  'a torrent of a file': (path) => layerOfFile(path, { size: 10, root: '00'.repeat(32) }),
  [READER]: (path) => readStart(path, 10),
  'a part file': async (path) => (await DirectIoFile.open(path, false)).close(),
}

test.runIf(process.platform !== 'win32').for(Object.entries(openers))(
  '%s refuses a named pipe at once, though nobody writes to it',
  { timeout: 5000 },
  async ([, opened]) => {
    const pipe = join(tempDir(), 'song.mp3')
    execFileSync('mkfifo', [pipe])
    // a thread that waits after all must not hold the tests that follow
    const release = setTimeout(() => closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)), 1500)
    onTestFinished(() => clearTimeout(release))
    await expect(opened(pipe)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  },
)

const strict = Object.entries(openers).filter(([name]) => name !== READER)
test.runIf(process.platform !== 'win32').for(strict)(
  '%s does not follow a link that was put in its place',
  async ([, opened]) => {
    const dir = tempDir()
    writeFileSync(join(dir, 'secret'), '0123456789')
    symlinkSync(join(dir, 'secret'), join(dir, 'song.mp3'))
    await expect(opened(join(dir, 'song.mp3'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:ELOOP|BAD_INPUT)$/),
    })
  },
)

test('regular files open as before', async () => {
  const path = join(tempDir(), 'song.mp3')
  writeFileSync(path, '0123456789')
  expect((await all(fileView(path, 10).read(2, 5, never))).toString()).toBe('234')
  expect((await readStart(path, 4)).toString()).toBe('0123')
})
