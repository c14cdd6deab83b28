import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import type { FindRequest } from '../../main/search/local/finder.ts'
import { SearchThreads } from '../../main/search/local/search-threads.ts'
import { parseQuery } from '../../main/search/query/parser.ts'
import { ANN, Fixture, put } from './fixture.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

/** Niceness of each search thread of this process (proc_pid_stat(5), field 19). */
function niceness(): number[] {
  const threads = readdirSync('/proc/self/task').filter(
    (id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8') === 'search\n',
  )
  return threads.map((id) => {
    const [, fields = ''] = readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ')
    return Number(fields.split(' ')[16])
  })
}

const request: FindRequest = {
  query: parseQuery('number 1').query,
  filters: { kinds: [], sizes: [], trusts: [], communities: [] },
  sort: { by: 'relevance', descending: true },
  maxEntries: 1000,
  showExcluded: false,
  thorough: false,
  peers: [],
  now: systemClock.now(),
}

// priorities are those of threads on Linux only
it.runIf(process.platform === 'linux')('the user comes first: queries of other peers and wishes yield', async () => {
  at.add(ANN, ...Array.from({ length: 50 }, (_, i) => put(`a/file number ${i}.txt`, i)))
  for (const [kind, nice] of [
    [{ stranger: true }, 8],
    [{}, 8],
    [{ quick: true }, 0],
    [{ thorough: true }, 0],
  ] as const) {
    const threads = new SearchThreads(at.database.path)
    expect((await threads.find({ ...request, ...kind })).entries.length).toBeGreaterThan(0)
    expect(niceness(), JSON.stringify(kind)).toEqual([nice])
    await threads.close()
  }
})
