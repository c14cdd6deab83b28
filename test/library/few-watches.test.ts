import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canMount } from '../helpers/small-disk.ts'

/** The system's limit of watches, for this process alone. */
const LIMITED = 'echo 3 > /proc/sys/user/max_inotify_watches && exec "$@"'

test('changes are found within 3 minutes where the system allows too few watches', async ({ skip }) => {
  if (!canMount()) return skip('NOT RUN: no namespaces can be made here (root is needed)')
  const program = join(import.meta.dirname, 'few-watches-child.ts')
  const child = spawn('unshare', ['-U', '-r', 'sh', '-c', LIMITED, 'sh', process.execPath, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const [{ seen, lines }] = (await once(child, 'message')) as [{ seen: number[]; lines: string[] }]
  await gone
  expect(lines.join('\n')).toContain('music cannot be watched everywhere')
  expect(seen).toEqual([6, 12])
})
