import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { FaultGuard } from '../../../main/base/process/fault-guard.ts'
import type { CliIo } from '../../../main/cli/io.ts'
import { simulateCommand } from '../../../main/cli/simulate.ts'
import { planLab } from '../../../main/simulator/lab/lab-run.ts'
import { readLabAssignments, readLabSweep } from '../../../main/simulator/lab/read-settings.ts'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'
import { MECHANISM_PRESETS } from '../../../main/simulator/mechanisms/presets.ts'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import { measured } from './settings-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyoban-lab-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileOf = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Runs one command line until its end or its first note; what it printed. */
async function cli(...args: string[]): Promise<{ out: string }> {
  const lines: string[] = []
  const noted = new AbortController()
  const io: CliIo = {
    out: (line) => lines.push(line),
    err: (line) => noted.abort(line),
    write: () => {},
    input: () => Readable.from([]),
    env: {},
    faults: new FaultGuard(),
    signal: noted.signal,
  }
  const program = new Command('hyoban').version('1.2.3').exitOverride()
  simulateCommand(program, io, { write: () => {} })
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
  await program.parseAsync(['simulate', ...args], { from: 'user' }).catch((error: unknown) => {
    throw noted.signal.aborted ? new Error(String(noted.signal.reason), { cause: error }) : error
  })
  return { out: lines.join('\n') }
}
const SMALL = ['mechanism', '--set', 'N=50', 'transactions=500', '--workers', '1', '--replications', '4']

describe('what the laboratories print', () => {
  it('is one JSON object with every setting and the metrics that apply', async () => {
    const report = JSON.parse((await cli(...SMALL, '--json')).out) as Record<string, unknown>
    expect(report).toMatchObject({ scenario: 'mechanism', replications: 4, seed: 1 })
    expect(report['settings']).toMatchObject({ mechanism: 'exclusion', N: 50, transactions: 500, penalty: 0.2 })
    const { mean, ci95 } = measured('cooperation', { N: 50, transactions: 500 }, 4)
    expect(report['metrics']).toMatchObject({ cooperation: { mean, ci95 } })
    expect(report['metrics']).not.toHaveProperty('survival')
  })

  it('is a point per value of a sweep, and a line per metric in CSV', async () => {
    const report = JSON.parse((await cli(...SMALL, '--sweep', 'turnover=0,0.5', '--json')).out) as {
      points: { at: unknown; metrics: object }[]
      settings: object
    }
    expect(report.points.map(({ at }) => at)).toEqual([{ turnover: 0 }, { turnover: 0.5 }])
    expect(report.settings).not.toHaveProperty('turnover')
    const csv = (await cli(...SMALL, '--sweep', 'turnover=0,0.5', '--csv', '-')).out.split('\r\n')
    expect(csv[0]).toBe('turnover,metric,mean,sd,ci95_low,ci95_high,replications')
    expect(csv).toHaveLength(1 + 2 * Object.keys(report.points[0]?.metrics ?? {}).length)
  })

  it('is the same from merged shards as from one run', async () => {
    const args = [...SMALL, '--sweep', 'turnover=0,0.5', '--json']
    const parts = await Promise.all(
      [1, 2, 3].map(async (i) => fileOf(`${i}.json`, (await cli(...args, '--shard', `${i}/3`)).out)),
    )
    expect((await cli('merge', ...parts, '--json')).out).toBe((await cli(...args)).out)
    await expect(cli('merge', ...parts.slice(1), '--json')).rejects.toThrow(/runs are missing/)
    await expect(cli('merge', ...parts, parts[0] as string)).rejects.toThrow(/repeats a run/)
    const other = fileOf('other.json', (await cli(...args, '--seed', '2', '--shard', '1/3')).out)
    await expect(cli('merge', other, ...parts)).rejects.toThrow(/belongs to another experiment/)
    const text = readFileSync(parts[0] as string, 'utf8').replace('"task":0', '"task":99')
    await expect(cli('merge', fileOf('bad.json', text))).rejects.toThrow(/not part of this experiment/)
  })

  it('lists everything with ranges and units', async () => {
    const list = JSON.parse((await cli('--list', '--json')).out) as {
      mechanisms: string[]
      figures: { name: string }[]
      scenarios: { name: string; parameters: object[]; metrics: { name: string }[] }[]
    }
    expect(list.mechanisms).toEqual([...MECHANISMS.keys()])
    expect(list.figures.map(({ name }) => name)).toContain('fig6')
    const [mechanism] = list.scenarios.filter(({ name }) => name === 'mechanism')
    expect(mechanism?.parameters).toContainEqual(
      expect.objectContaining({ name: 'penalty', default: 0.2, min: 0, max: 1, unit: 'probability' }),
    )
    const text = (await cli('--list')).out
    for (const { name } of mechanism?.metrics ?? []) expect(text).toContain(`    ${name}`)
  })

  it('says first when a run would take more than a day', async () => {
    const long = ['N=1000', 'transactions=1e9', '--replications', '10000', '--workers', '1']
    for (const args of [
      ['mechanism', '--set', ...long],
      ['fig2', '--set', ...long],
    ])
      await expect(cli(...args)).rejects.toMatchObject({
        message: expect.stringMatching(/^This will take about \d+\.\d days\.$/) as string,
        hint: expect.stringContaining('--yes starts it all the same') as string,
      })
  })
})

describe('bad input to the laboratories is rejected with one line', () => {
  it.each([
    [['--set', 'penalti=1'], /has no parameter "penalti"/, /Did you mean penalty\?/],
    [['--set', 'mechanism=exclusio'], /mechanism cannot be "exclusio"/, /Did you mean exclusion\?/],
    [['--set', 'history=public'], /history cannot be "public"/, /one of: private, shared, maxflow/],
    [['--set', 'penalty=2'], /penalty must be a number from 0 to 1 \(probability\), not 2/, /^$/],
    [['--set', 'copies=1.5'], /copies must be a whole number from 1 to 64/, /^$/],
    [['--set', 'penalty'], /"penalty" is not key=value/, /--set mechanism=exclusion/],
    [['--set', 'penalty=0.1', 'penalty=0.2'], /penalty is set twice/, /^$/],
    [['--set', 'colluderShare=0.6', 'freeRiderShare=0.6'], /add up to 120 %/, /Lower one of freeRiderShare, colluder/],
    [['--set', 'weightTotal=0.9'], /weightTotal \+ weightRecent/, /Set both/],
    [['--sweep', 'mechanism=none'], /only numbers can be swept/, /once for each mechanism/],
    [['--sweep', 'penalty=0..2:3'], /penalty must be a number from 0 to 1/, /^$/],
    [['--sweep', 'penalty'], /"penalty" is not a sweep/, /For instance/],
    [['--svg', 'a.svg'], /draw no figure/, /--csv or --json/],
    [['--replications', '0'], /replications must be a whole number from 1/, /^$/],
  ] satisfies [string[], RegExp, RegExp][])('%j', async (args, message, hint) => {
    await expect(cli('mechanism', ...args)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    })
  })
})

describe('presets', () => {
  it.each(MECHANISM_PRESETS)('$name has settings and a sweep that can be run', ({ set, sweep }) => {
    const settings = readLabAssignments(mechanismScenario, set)
    const sweeps = sweep.map((text) => readLabSweep(mechanismScenario, text))
    const plan = planLab({ scenario: mechanismScenario, set: settings, sweeps, replications: 10, seed: 1 })
    expect(plan.tasks).toHaveLength(10 * (sweeps[0]?.values.length ?? 1))
  })

  it('run by name, and narrow to a value that is set', async () => {
    const report = JSON.parse((await cli('monoculture', '--set', 'copies=3', '--workers', '1', '--json')).out) as object
    expect(report).toMatchObject({ scenario: 'mechanism', settings: { mechanism: 'replication', copies: 3 } })
    expect(report).toMatchObject({ metrics: { survival: { mean: 1 } } })
  })

  it('explain a wrong name', async () => {
    await expect(cli('monocultur')).rejects.toThrow(/no scenario "monocultur"/)
    await expect(cli('monocultur')).rejects.toMatchObject({ hint: 'Did you mean monoculture?' })
  })
})
