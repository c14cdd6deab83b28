import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { planExperiment, replicationSeed } from '../../main/simulator/experiment.ts'
import { DEFAULT_SETTINGS } from '../../main/simulator/model/settings.ts'
import { SimulatorPool, type PoolOptions } from '../../main/simulator/pool.ts'
import { mergeReports, readReport, reportOf } from '../../main/simulator/report.ts'
import { shard, simulate } from '../../main/simulator/simulate.ts'
import type { RunTask } from '../../main/simulator/task.ts'

const open: SimulatorPool[] = []
function pool(options: PoolOptions = {}): SimulatorPool {
  const one = new SimulatorPool(options)
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const small = { scenario: 'fig6', set: { transactions: 4000, N: 100 }, replications: 5, seed: 11 }
/** Takes minutes: nobody waits for its end. */
const endless: RunTask = {
  settings: { ...DEFAULT_SETTINGS, transactions: 1_000_000_000 },
  seed: 1,
  measure: { kind: 'mean', from: 0, to: 1_000_000_000 },
}

describe('the worker pool', () => {
  it('gives bit-identical results for any number of workers, and for merged shards', async () => {
    const reports = await Promise.all(
      [1, 2, 3].map(async (workers) => {
        const { results, done } = simulate(pool({ workers }), planExperiment(small))
        await done
        return JSON.stringify(reportOf(results, { runs: true }))
      }),
    )
    expect(reports[1]).toBe(reports[0])
    expect(reports[2]).toBe(reports[0])
    const parts = await Promise.all(
      [1, 2, 3].map(async (index) => {
        const { results, done } = simulate(pool({ workers: 1 }), planExperiment(small), { only: shard(index, 3) })
        await done
        const path = `part ${index}`
        return {
          path,
          report: readReport(JSON.stringify(reportOf(results, { shard: { index, of: 3 }, runs: true })), path),
        }
      }),
    )
    expect(JSON.stringify(reportOf(mergeReports(parts), { runs: true }))).toBe(reports[0])
    expect(() => mergeReports(parts.slice(1))).toThrow(/runs are missing/)
    expect(() => mergeReports([...parts, parts[0] as (typeof parts)[0]])).toThrow(/repeats a run/)
  })

  it('reruns the replications of a dead worker', async () => {
    const threads: Worker[] = []
    const mortal = pool({
      workers: 2,
      spawn: () => {
        const worker = new Worker(new URL('../../main/simulator/simulate-worker.ts', import.meta.url))
        threads.push(worker)
        return worker
      },
    })
    let killed = 0
    const { results, done } = simulate(mortal, planExperiment(small), {
      onSample: ({ size }) => {
        if ((size !== 20 && size !== 60) || killed === 2) return
        killed++
        void threads.at(-1)?.terminate()
      },
    })
    await done
    expect(killed).toBe(2)
    expect(threads.length).toBeGreaterThan(2)
    const calm = simulate(pool({ workers: 1 }), planExperiment(small))
    await calm.done
    expect(JSON.stringify(reportOf(results, { runs: true }))).toBe(
      JSON.stringify(reportOf(calm.results, { runs: true })),
    )
  })

  it('fails the batch when a task kills its worker three times', async () => {
    const doomed = pool({ workers: 1, spawn: () => new Worker('process.exit(1)', { eval: true }) })
    await expect(doomed.start([endless], { onValues: () => {} }).done).rejects.toThrow(/crashed its worker 3 times/)
  })

  it('cancels in the middle of a long replication, and stays usable', async () => {
    const one = pool({ workers: 2 })
    const stop = new AbortController()
    const started = Promise.withResolvers<void>()
    const batch = one.start([endless, endless], {
      onValues: () => {},
      onProgress: () => started.resolve(),
      signal: stop.signal,
    })
    await started.promise
    stop.abort()
    await expect(batch.done).rejects.toMatchObject({ code: 'CANCELLED' })
    const { results, done } = simulate(one, planExperiment(small))
    await done
    expect(results.complete).toBe(true)
  })

  it('pauses and resumes a running replication', async () => {
    const one = pool({ workers: 1 })
    const task: RunTask = {
      ...endless,
      settings: { ...endless.settings, transactions: 5_000_000 },
      measure: { kind: 'mean', from: 0, to: 5_000_000 },
    }
    const first = Promise.withResolvers<void>()
    const seen: number[] = []
    const values: number[] = []
    const batch = one.start([task], {
      onValues: (_, list) => values.push(...list),
      onProgress: (fraction) => {
        seen.push(fraction)
        first.resolve()
      },
    })
    await first.promise
    batch.pause()
    // twice the same work elsewhere takes longer than what was left here: had it gone on, it would be done
    const elsewhere: number[] = []
    await pool({ workers: 1 }).start([task, task], { onValues: (_, list) => elsewhere.push(...list) }).done
    expect(values).toEqual([])
    const paused = seen.length
    batch.resume()
    await batch.done
    expect(values).toEqual(elsewhere.slice(1))
    expect(seen.length).toBeGreaterThan(paused)
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  it('rejects with the error that a task threw', async () => {
    const broken: RunTask = { ...endless, settings: { ...DEFAULT_SETTINGS, N: 1 } }
    await expect(pool({ workers: 1 }).start([broken], { onValues: () => {} }).done).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })
})

describe('replications', () => {
  it('use the same recorded seeds in all compared runs', () => {
    const { tasks, seeds, runs } = planExperiment(small)
    expect(seeds).toEqual([0, 1, 2, 3, 4].map((i) => replicationSeed(11, i)))
    expect(new Set(seeds).size).toBe(5)
    tasks.forEach(({ seed }, index) => expect(seed).toBe(seeds[Math.floor(index / runs.length)]))
  })
})
