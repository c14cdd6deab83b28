import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { badLink, type BadLink } from './bad-link.ts'
import type { Task } from './bad-link-child.ts'
import { alsoClean, cleanNodes, tempDir } from './node.ts'

afterEach(cleanNodes)

/** The first line that a node at one end says. */
async function told<T>(link: BadLink, end: 0 | 1, task: Task): Promise<T> {
  const child = link.run(end, process.execPath, [join(import.meta.dirname, 'bad-link-child.ts'), JSON.stringify(task)])
  alsoClean(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as T
  throw new Error(`the node at end ${end} said nothing`)
}

test('two processes in networks of their own, 50 ms apart each way, one packet in a hundred lost: the file comes whole, the source is rated as served', async ({
  skip,
}) => {
  const link = await badLink(50, 1)
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
  const file = await told<Pick<Extract<Task, { role: 'requester' }>, 'bootstrap' | 'peer' | 'file'>>(link, 0, {
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
    `bad line (${link.by}; ${line.lost} of 1000 lost on the way there and back, ${line.least.toFixed(0)} ms at least): ${(result.rate / 1000).toFixed(0)} kB/s`,
  )
  expect(result).toMatchObject({ state: 'done', equal: true, ratings: [{ reason: 'served', receipt: true, score: 1 }] })
}, 120_000)
