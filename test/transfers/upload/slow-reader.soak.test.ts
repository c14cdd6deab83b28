import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { alsoClean, tempDir } from '../helpers/cleanup.ts'
import { makeFile, sameBytes } from '../helpers/files.ts'
import { startNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

test('a requester that stops reading costs the provider little, and continues when it reads again', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap })
  const file = provider.share(makeFile(provider.dir, 'film.bin', 64 * CHUNK_BYTES))
  const song = provider.share(makeFile(provider.dir, 'song.bin', 3 * CHUNK_BYTES))
  const other = await startNode({ bootstrap: net.bootstrap })
  await Promise.all([other.meets(provider), provider.meets(other)])
  const fetch = async ({ root, name, size, path }: typeof song): Promise<void> => {
    const line = await other.line(
      other.transfers.download({ root, name, size, peer: provider.key }),
      ({ state, rated }) => state === 'done' && rated !== null,
    )
    expect(sameBytes(line.path, path)).toBe(true)
  }
  // what every node holds that has ever moved something is not what is measured
  await fetch(provider.share(makeFile(provider.dir, 'before.bin', 24 * CHUNK_BYTES)))
  const task = {
    bootstrap: net.bootstrap,
    dir: tempDir(),
    peer: provider.key,
    files: [{ root: file.root, name: file.name, size: file.size }],
  }
  const before = process.memoryUsage()
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../helpers/requester-child.ts'), JSON.stringify(task)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  alsoClean(() => void child.kill('SIGKILL'))
  let stopped: number | null = null
  const reports = createInterface({ input: child.stdout })
  const began = new Promise<void>((resolve) =>
    reports.on('line', (line) => {
      const report = JSON.parse(line) as { moved?: number }
      if (stopped === null && (report.moved ?? 0) >= 4 * CHUNK_BYTES) {
        child.kill('SIGSTOP')
        stopped = report.moved ?? 0
        resolve()
      }
    }),
  )
  await began
  const upload = (): number =>
    provider.transfers.list().find(({ direction, root }) => direction === 'up' && root === file.root)?.moved ?? 0
  // another reader is served to the end; until then all that could be sent to the first was sent
  await fetch(song)
  const sent = upload()
  // no more than it may ask for ahead and what is on the way
  expect(sent).toBeLessThan((stopped ?? 0) + 40 * CHUNK_BYTES)
  expect(sent).toBeLessThan(file.size)
  const now = process.memoryUsage()
  expect(now.arrayBuffers + now.external - before.arrayBuffers - before.external).toBeLessThan(48 * CHUNK_BYTES)
  child.kill('SIGCONT')
  // it has signed for all of it
  await provider.anyLine(({ direction, root, state }) => direction === 'up' && root === file.root && state === 'done')
})
