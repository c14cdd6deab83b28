import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import type { Contract } from '../../main/contract/contract.ts'
import { createRouter } from '../../main/contract/serve.ts'
import type { ExperimentView } from '../../main/contract/simulator.ts'
import { planExperiment } from '../../main/simulator/experiment.ts'
import { simulatorHandlers } from '../../main/simulator/handlers.ts'
import { SimulatorPool } from '../../main/simulator/pool.ts'
import { reportOf } from '../../main/simulator/report.ts'
import { simulate } from '../../main/simulator/simulate.ts'
import { openDatabase, type Database } from '../../main/store/database.ts'
import { ExperimentsStore } from '../../main/store/experiments-store.ts'
import { NetworkReader } from '../../main/store/network/network-reader.ts'
import { asProblem } from '../../renderer/client/problem.ts'
import { smallHandlers } from '../contract/small-handlers.ts'

type Client = ContractRouterClient<Contract>['simulator']

let dir: string
let database: Database
let close: () => Promise<void>
let client: Client

function open(): void {
  database = openDatabase(join(dir, 'test.db'), { log: () => {} })
  const simulator = simulatorHandlers({
    store: new ExperimentsStore(database),
    network: new NetworkReader(database.path, systemClock),
    clock: systemClock,
    version: '9.9.9',
  })
  client = (
    createRouterClient(
      createRouter({ ...smallHandlers().handlers, simulator: simulator.handlers }),
      {},
    ) as unknown as ContractRouterClient<Contract>
  ).simulator
  close = async () => {
    await simulator.close()
    database.close()
  }
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-simulator-'))
  open()
})
afterEach(async () => {
  await close()
  rmSync(dir, { recursive: true, force: true })
})

const small = { scenario: 'fig2', set: { N: 60, transactions: 3000 }, replications: 2, seed: 4 }
/** Nobody waits for its end. */
const endless = { scenario: 'custom', set: { transactions: 200_000_000 }, replications: 4, seed: 1 }

async function views(input: Parameters<Client['run']>[0]): Promise<ExperimentView[]> {
  const list: ExperimentView[] = []
  for await (const view of await client.run(input)) list.push(view)
  return list
}

async function problemOf(promise: Promise<unknown>) {
  try {
    await promise
  } catch (error) {
    return asProblem(error)
  }
  throw new Error('it should have been refused')
}

describe('running an experiment over the contract', () => {
  it('lists scenarios with texts and claims, and parameters with ranges', async () => {
    const { scenarios, parameters, workers } = await client.scenarios()
    expect(scenarios.map(({ name }) => name)).toEqual(['fig2', 'fig3', 'fig4', 'fig5', 'fig6', 'custom'])
    expect(scenarios.find(({ name }) => name === 'fig3')).toMatchObject({
      base: { freeRiderShare: 0.3 },
      along: { parameter: 'maxGenerosity' },
    })
    expect(scenarios[0]?.claims.map(({ id }) => id)).toEqual([1, 2, 3, 4, 7])
    expect(new Set(scenarios.flatMap(({ claims }) => claims.map(({ id }) => id))).size).toBe(12)
    expect(parameters.find(({ name }) => name === 'turnover')).toMatchObject({ min: 0, max: 1, default: 0.01 })
    expect(workers).toBeGreaterThan(0)
  })

  it('streams views that converge to the numbers of an unobserved run', async () => {
    const list = await views({ ...small, run: 'a' })
    expect(list[0]).toMatchObject({ run: 'a', state: 'running', done: 0, total: 196 })
    const last = list.at(-1) as ExperimentView
    expect(last).toMatchObject({
      state: 'done',
      done: 196,
      fraction: 1,
      millisecondsLeft: null,
      version: '9.9.9',
      settings: { N: 60, transactions: 3000 },
    })
    expect(last.seeds).toHaveLength(2)
    const dones = list.map(({ done }) => done)
    expect(dones).toEqual(dones.toSorted((a, b) => a - b))
    const pool = new SimulatorPool({ workers: 1 })
    const { results, done } = simulate(pool, planExperiment(small))
    await done
    await pool.close()
    expect(last.series).toEqual(
      reportOf(results).series.map(({ points, ...series }) => ({
        ...series,
        points: points.map(({ x, mean, ci95, n }) => ({ x, mean, ci95, n })),
      })),
    )
    expect(last.closedForm?.find(({ x }) => x === 10)?.y).toBeCloseTo(1.6619, 3)
  })

  it('judges claims; across figures once all have run with the same settings and seeds', async () => {
    // of the lines only those that claim 6 speaks of
    const whole = { set: { turnover: 0.5 }, replications: 4, seed: 1 }
    const fig3 = (await views({ scenario: 'fig3', ...whole, run: '3' })).at(-1) as ExperimentView
    expect(fig3.claims.find(({ id }) => id === 6)).toMatchObject({ state: 'unknown', missing: ['fig4'], nearest: null })
    const fig4 = (await views({ scenario: 'fig4', ...whole, run: '4' })).at(-1) as ExperimentView
    const sixth = fig4.claims.find(({ id }) => id === 6)
    expect(sixth).toMatchObject({ state: 'holds', missing: [] })
    expect(sixth?.nearest?.mean).toBeGreaterThan(sixth?.nearest?.above ?? Number.NaN)
    expect(fig4.claims.find(({ id }) => id === 7)).toMatchObject({ state: 'unknown', missing: ['fig2'] })
    const other = (await views({ scenario: 'fig3', ...whole, seed: 2, run: '5' })).at(-1) as ExperimentView
    expect(other.claims.find(({ id }) => id === 6)).toMatchObject({ state: 'unknown' })
  }, 60_000)

  it('pauses and resumes', async () => {
    const seen: ExperimentView[] = []
    let paused = 0
    for await (const view of await client.run({
      scenario: 'fig5',
      set: { transactions: 20_000, N: 200 },
      replications: 40,
      seed: 3,
      run: 'p',
    })) {
      seen.push(view)
      if (view.done > 0 && view.state === 'running' && paused === 0) {
        await client.pause({ run: 'p' })
        paused = 1
      } else if (view.state === 'paused' && paused === 1) {
        paused = 2
        await client.resume({ run: 'p' })
      }
    }
    expect(seen.some(({ state }) => state === 'paused')).toBe(true)
    expect(seen.at(-1)).toMatchObject({ state: 'done', done: 240 })
  })

  it('keeps partial results of a cancelled run', async () => {
    const stop = new AbortController()
    const stream = await client.run({ ...endless, run: 'c' }, { signal: stop.signal })
    await stream.next()
    await stream.next()
    stop.abort()
    await stream.next().catch(() => undefined)
    // the threads are free at once
    expect((await views({ ...small, run: 'after' })).at(-1)).toMatchObject({ state: 'done' })
    expect(await problemOf(client.save({ run: 'c', name: 'nothing' }))).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('no results') as string,
    })
  })

  it('gives the same numbers for any number of workers', async () => {
    const [one, two] = await Promise.all([
      views({ ...small, run: 'w1', workers: 1 }),
      views({ ...small, run: 'w2', workers: 2 }),
    ])
    expect(one.at(-1)?.series).toEqual(two.at(-1)?.series)
  })

  it('sweeps over two parameters', async () => {
    const list = await views({
      scenario: 'custom',
      set: { identity: 'PI', N: 50, transactions: 2000 },
      run: 's',
      replications: 2,
      seed: 1,
      sweeps: [
        { parameter: 'd', values: [0.01, 0.1, 1], log: true },
        { parameter: 'exclusionThreshold', values: [0.4, 0.8] },
      ],
    })
    const last = list.at(-1) as ExperimentView
    expect(last.axis).toMatchObject({ parameter: 'turnover', log: true, xs: [0.01, 0.1, 1] })
    expect(last.series.map(({ fixed }) => fixed)).toEqual([{ exclusionThreshold: 0.4 }, { exclusionThreshold: 0.8 }])
    expect(last.series.every(({ points }) => points.length === 3 && points.every(({ n }) => n === 2))).toBe(true)
  })

  it.each([
    [{ ...small, scenario: 'fig22' }, /no scenario "fig22"/, /fig2/],
    [{ ...small, set: { treshold: 1 } }, /no parameter "treshold"/, /threshold/],
    [{ ...small, set: { N: 1 } }, /N must be/, undefined],
    [{ ...small, set: { N: '12' } }, /N must be/, undefined],
    [{ ...small, set: { identity: 'XX' } }, /identity must be/, undefined],
    [{ ...small, set: { maxGenerosity: 0 } }, /maxGenerosity must be/, undefined],
    [{ ...small, set: { freeRiderShare: 0.6, traitorShare: 0.6 } }, /add up to 120 %/, undefined],
    [{ ...small, replications: 0 }, /replications must be/, undefined],
    [{ ...small, scenario: 'custom', sweeps: [{ parameter: 'identity', values: [1] }] }, /cannot be swept/, undefined],
    [{ ...small, scenario: 'custom', sweeps: [{ parameter: 'turnover', values: [] }] }, /no values/, undefined],
  ])('refuses bad input with words that help: %j', async (input, message, hint) => {
    const problem = await problemOf(views({ ...input, run: 'bad' } as Parameters<Client['run']>[0]))
    expect(problem).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) as string })
    if (hint) expect(problem.hint).toMatch(hint)
  })
})

describe('keeping experiments', () => {
  it('exports JSON, CSV and SVG with settings, seeds and version', async () => {
    const last = (await views({ ...small, run: 'e' })).at(-1) as ExperimentView
    const json = JSON.parse((await client.export({ run: 'e', format: 'json' })).text) as Record<string, unknown>
    expect(json).toMatchObject({
      scenario: 'fig2',
      seed: 4,
      seeds: last.seeds,
      version: '9.9.9',
      settings: { N: 60 },
      request: { set: { N: 60 } },
    })
    const csv = await client.export({ run: 'e', format: 'csv' })
    expect(csv.name).toBe('hyoban-fig2-seed4-2x.csv')
    const [comment, head, ...rows] = csv.text.trim().split('\r\n')
    expect(JSON.parse(comment?.slice(2) ?? '')).toMatchObject({
      version: '9.9.9',
      seeds: last.seeds,
      settings: { transactions: 3000 },
    })
    expect(head).toMatch(/^identity,turnover,x,mean/)
    expect(rows).toHaveLength(98)
    const svg = (await client.export({ run: 'e', format: 'svg' })).text
    expect(svg).toMatch(/^<svg [^>]+><metadata>\{/)
    expect(svg).toContain(`"seeds":[${last.seeds.join(',')}]`)
    expect(await problemOf(client.export({ run: 'gone', format: 'csv' }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('saves, reopens after a restart, renames, exports, imports and removes', async () => {
    const last = (await views({ ...small, run: 'k' })).at(-1) as ExperimentView
    const row = await client.save({ run: 'k', name: '  First try ' })
    expect(row).toMatchObject({ name: 'First try', scenario: 'fig2', replications: 2, seed: 4, done: 196, total: 196 })
    await close()
    open()
    expect(await client.saved()).toEqual([row])
    const opened = await client.open({ id: row.id })
    expect({ ...opened, run: 'k' }).toEqual(last)
    await client.rename({ id: row.id, name: 'Renamed' })
    const { text } = await client.export({ run: opened.run, format: 'json' })
    const second = await client.import({ name: 'hyoban-fig2.json', text })
    expect(second).toMatchObject({ name: 'hyoban-fig2', done: 196 })
    expect((await client.saved()).map(({ name }) => name)).toEqual(['hyoban-fig2', 'Renamed'])
    expect((await client.open({ id: second.id })).series).toEqual(last.series)
    await client.remove({ id: row.id })
    expect(await problemOf(client.open({ id: row.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await problemOf(client.remove({ id: row.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await problemOf(client.rename({ id: row.id, name: 'x' }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('rejects files that are not experiments, and stores nothing', async () => {
    await views({ ...small, run: 'f' })
    const { text } = await client.export({ run: 'f', format: 'json' })
    const good = JSON.parse(text) as Record<string, unknown> & { runs: unknown[] }
    const bad: [string, string, RegExp][] = [
      ['', 'CORRUPT', /not JSON/],
      [text.slice(0, -100), 'CORRUPT', /not JSON/],
      ['{}', 'CORRUPT', /not a simulation result/],
      ['[1]', 'CORRUPT', /not a simulation result/],
      [JSON.stringify({ ...good, series: 'none' }), 'CORRUPT', /series/],
      [JSON.stringify({ ...good, runs: [...good.runs, { task: 99_999, values: [1] }] }), 'CORRUPT', /not part of/],
      [JSON.stringify({ ...good, runs: undefined }), 'BAD_INPUT', /means only/],
      [JSON.stringify({ ...good, model: 99 }), 'BAD_INPUT', /version 99/],
      [
        JSON.stringify({ ...good, request: { ...(good.request as object), scenario: 'fig9' } }),
        'BAD_INPUT',
        /no scenario "fig9"/,
      ],
      [JSON.stringify({ ...good, request: { ...(good.request as object), set: { N: -5 } } }), 'BAD_INPUT', /N must be/],
    ]
    for (const [content, code, message] of bad) {
      expect(
        await problemOf(client.import({ name: 'broken.json', text: content })),
        content.slice(0, 60),
      ).toMatchObject({ code, message: expect.stringMatching(message) as string })
    }
    expect(await client.saved()).toEqual([])
  })
})
