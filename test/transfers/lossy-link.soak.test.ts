import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { lossyLink, type LossyLink } from './helpers/lossy-link.ts'
import type { LossyLinkTask } from './helpers/lossy-link-child.ts'
import { alsoClean, cleanNodes, tempDir } from './helpers/cleanup.ts'

afterEach(cleanNodes)

/** The first line that a node at one end says. */
async function told<T>(link: LossyLink, end: 0 | 1, task: LossyLinkTask): Promise<T> {
  const child = link.run(end, process.execPath, [
    join(import.meta.dirname, 'helpers/lossy-link-child.ts'),
    JSON.stringify(task),
  ])
  alsoClean(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as T
  throw new Error(`the node at end ${end} said nothing`)
}

test('a download over a link with 50 ms delay and 1 % loss is complete and rated as served', async ({ skip }) => {
  const link = await lossyLink(50, 1)
  if (typeof link === 'string') {
    console.warn(`SKIPPED: a bad line between two nodes was not tested: ${link}`)
    return skip(link)
  }
  alsoClean(() => link.close())
  if (link.by !== 'netem') console.warn(`SUBSTITUTE: this kernel has no netem, ${link.by} stand in for it`)
  // the line is as bad as it is said to be
  await told(link, 0, { role: 'echo', host: link.hosts[0] })
  const line = await told<{ least: number; lost: number }>(link, 1, {
    role: 'probe',
    host: link.hosts[1],
    to: link.hosts[0],
    count: 1000,
  })
  expect(line.least).toBeGreaterThan(99)
  expect(line.lost).toBeGreaterThan(4)
  expect(line.lost).toBeLessThan(60)
  const file = await told<Pick<Extract<LossyLinkTask, { role: 'requester' }>, 'bootstrap' | 'peer' | 'file'>>(link, 0, {
    role: 'provider',
    host: link.hosts[0],
    dir: tempDir(),
    size: 16 * CHUNK_BYTES + 12_345,
  })
  const result = await told<{ rate: number; ratings: unknown[] }>(link, 1, {
    role: 'requester',
    host: link.hosts[1],
    dir: tempDir(),
    ...file,
  })
  console.info(
    `lossy link (${link.by}): ${line.lost} of 1000 lost on both ways, ` +
      `round trip at least ${line.least.toFixed(0)} ms, ${(result.rate / 1000).toFixed(0)} kB/s`,
  )
  expect(result).toMatchObject({ state: 'done', equal: true, ratings: [{ reason: 'served', receipt: true, score: 1 }] })
}, 120_000)
