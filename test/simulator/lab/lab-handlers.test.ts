import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import type { Contract } from '../../../main/contract/contract.ts'
import { createRouter } from '../../../main/contract/serve.ts'
import { labCommand, type LabInput, type LabRunView } from '../../../main/contract/simulator.ts'
import { simulatorHandlers } from '../../../main/simulator/handlers.ts'
import { labCsv } from '../../../main/simulator/lab/lab-report.ts'
import { planLab, runLab } from '../../../main/simulator/lab/lab-run.ts'
import { readLabAssignments, readLabSweep } from '../../../main/simulator/lab/read-settings.ts'
import type { LabScenario } from '../../../main/simulator/lab/scenario.ts'
import { LAB_SCENARIOS } from '../../../main/simulator/lab/scenarios.ts'
import { SimulatorPool } from '../../../main/simulator/pool.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { ExperimentsStore } from '../../../main/store/experiments-store.ts'
import { NetworkReader } from '../../../main/store/network/network-reader.ts'
import { asProblem } from '../../../renderer/client/problem.ts'
import { smallHandlers } from '../../contract/small-handlers.ts'

type Client = ContractRouterClient<Contract>['simulator']

const dir = mkdtempSync(join(tmpdir(), 'hyoban-labs-'))
const database = openDatabase(join(dir, 'test.db'), { log: () => {} })
const simulator = simulatorHandlers({
  store: new ExperimentsStore(database),
  network: new NetworkReader(database.path, systemClock),
  clock: systemClock,
  version: '9.9.9',
})
let client: Client

beforeAll(() => {
  const router = createRouter({ ...smallHandlers().handlers, simulator: simulator.handlers })
  client = (createRouterClient(router, {}) as unknown as ContractRouterClient<Contract>).simulator
})
afterAll(async () => {
  await simulator.close()
  database.close()
  rmSync(dir, { recursive: true, force: true })
})

/** The last view of a run. */
async function ran(run: string, input: LabInput): Promise<LabRunView> {
  let last: LabRunView | undefined
  for await (const view of await client.labs.run({ ...input, run })) last = view
  return last as LabRunView
}

async function problemOf(promise: Promise<unknown>) {
  try {
    await promise
  } catch (error) {
    return asProblem(error)
  }
  throw new Error('it should have been refused')
}

const SMALL: LabInput = {
  lab: 'mechanism',
  set: { mechanism: 'penalty', N: 50, transactions: 500 },
  sweep: { parameter: 'penalty', values: [0.1, 0.2, 0.4] },
  replications: 3,
  seed: 7,
}

describe('the laboratories over the contract', () => {
  it('list parameters with ranges, what each kind reads, and presets with claims about their lines', async () => {
    const { labs, workers } = await client.labs.catalogue()
    expect(labs.map(({ name }) => name)).toEqual(['mechanism', 'overlay'])
    expect(labs.map(({ kinds }) => kinds.length)).toEqual([10, 14])
    expect(labs.map(({ presets }) => presets.length)).toEqual([7, 5])
    expect(workers).toBeGreaterThan(0)
    for (const { presets, claims, metrics, parameters, kinds } of labs) {
      const names = new Set(parameters.map(({ name }) => name))
      for (const { uses } of kinds) expect(uses.filter((name) => !names.has(name))).toEqual([])
      for (const { name, metric } of presets) {
        expect(metrics.map((one) => one.name)).toContain(metric)
        expect(claims.filter(({ preset }) => preset === name).length).toBeGreaterThan(0)
      }
      expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
    }
  })

  it('run as the command does that they copy, and export the same table', async () => {
    expect(labCommand(SMALL)).toBe(
      'hyoban simulate mechanism --set mechanism=penalty N=50 transactions=500 --sweep penalty=0.1,0.2,0.4 ' +
        '--replications 3 --seed 7',
    )
    const view = await ran('a', SMALL)
    expect(view).toMatchObject({ state: 'done', done: 9, total: 9, fraction: 1, version: '9.9.9' })
    expect(view.points.map(({ at }) => at)).toEqual([0.1, 0.2, 0.4])
    const scenario = LAB_SCENARIOS.get('mechanism') as LabScenario
    const plan = planLab({
      scenario,
      set: readLabAssignments(scenario, ['mechanism=penalty', 'N=50', 'transactions=500']),
      sweeps: [readLabSweep(scenario, 'penalty=0.1,0.2,0.4')],
      replications: 3,
      seed: 7,
    })
    const pool = new SimulatorPool({ workers: 1 })
    const results = await runLab(pool, plan)
    await pool.close()
    expect((await client.labs.export({ run: 'a', format: 'csv' })).text).toBe(labCsv(results))
  })

  it('judge a claim once ten replications have been run, and say that fewer are too few', async () => {
    const at = (replications: number): LabInput => ({
      lab: 'mechanism',
      set: { mechanism: 'replication' },
      sweep: { parameter: 'copies', values: [1, 3] },
      replications,
      seed: 1,
    })
    const verdict = ({ verdicts }: LabRunView) => verdicts.find(({ id }) => id === 'informed3')
    expect(verdict(await ran('few', at(9)))).toMatchObject({ state: 'few', measured: { n: 9 } })
    expect(verdict(await ran('enough', at(10)))).toMatchObject({ state: 'holds', certain: true, measured: { n: 10 } })
  })

  it('judge a claim on two lines, whichever ends first', async () => {
    const base = { mechanism: 'trustguard', rounds: 400 }
    const line = (set: LabInput['set']): LabInput => ({
      lab: 'mechanism',
      set,
      sweep: { parameter: 'period', values: [100] },
      replications: 2,
      seed: 1,
    })
    const fading = await ran('fading', line({ ...base, rounds: 4000, fadingLevels: 8 }))
    expect(fading.verdicts.find(({ id }) => id === 'fading')).toBeUndefined()
    const plain = await ran('plain', line({ ...base, rounds: 4000 }))
    const verdict = plain.verdicts.find(({ id }) => id === 'fading')
    expect(verdict).toMatchObject({ state: 'few' })
    expect(verdict?.measured?.mean).toBeGreaterThan(4)
  })

  it('fit how a metric grows along a sweep', async () => {
    const { growth } = await ran('growth', {
      lab: 'overlay',
      set: { overlay: 'central' },
      sweep: { parameter: 'nodes', values: [64, 128, 256] },
      replications: 2,
      seed: 1,
    })
    expect(growth.find(({ metric }) => metric === 'messages')).toMatchObject({
      exponent: { mean: 0, ci95: [0, 0], n: 2 },
      logarithmicFit: null,
    })
  })

  it('say before a run how long it takes, and which value cannot be', async () => {
    const forecast = await client.labs.plan(SMALL)
    expect(forecast).toMatchObject({ total: 9, settings: { N: 50, penalty: 0.1 } })
    expect(forecast.seconds).toBeGreaterThan(0)
    const long = await client.labs.plan({ ...SMALL, set: { ...SMALL.set, transactions: 1e9 }, replications: 1e4 })
    expect(long.seconds).toBeGreaterThan(86_400)
    expect(await problemOf(client.labs.plan({ ...SMALL, set: { N: 1 } }))).toMatchObject({
      code: 'BAD_INPUT',
      details: { name: 'N' },
    })
    expect(await problemOf(client.labs.plan({ ...SMALL, set: { mechanisn: 'none' } }))).toMatchObject({
      hint: 'Did you mean mechanism?',
    })
    expect(
      await problemOf(
        client.labs.plan({
          ...SMALL,
          lab: 'overlay',
          set: { overlay: 'chord', successors: 900, nodes: 64 },
          sweep: null,
        }),
      ),
    ).toMatchObject({ code: 'BAD_INPUT', details: { successors: 900, nodes: 64 } })
  })

  it('pause, resume, and keep what a cancelled run has: it is saved, opened, exported and imported', async () => {
    const stop = new AbortController()
    const input: LabInput = { ...SMALL, set: { ...SMALL.set, transactions: 300_000 }, replications: 60 }
    const phases: string[] = []
    for await (const view of await client.labs.run({ ...input, run: 'p' }, { signal: stop.signal })) {
      phases.push(view.state)
      if (view.done > 0 && !phases.includes('paused')) await client.labs.pause({ run: 'p' })
      if (view.state === 'paused') await client.labs.resume({ run: 'p' })
      if (phases.includes('paused') && view.state === 'running') stop.abort()
    }
    const saved = await client.labs.save({ run: 'p', name: 'half' })
    expect(saved).toMatchObject({ scenario: 'mechanism', total: 180 })
    expect(saved.done).toBeGreaterThan(0)
    expect(saved.done).toBeLessThan(180)
    const opened = await client.labs.open({ id: saved.id })
    expect(opened).toMatchObject({ state: 'partial', done: saved.done, settings: { N: 50, transactions: 300_000 } })
    const { text } = await client.labs.export({ run: opened.run, format: 'json' })
    const imported = await client.import({ name: 'again.json', text })
    expect(imported).toMatchObject({ name: 'again', scenario: 'mechanism', done: saved.done })
    expect((await client.labs.open({ id: imported.id })).points).toEqual(opened.points)
  })
})
