import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { FaultGuard } from '../../main/base/process/fault-guard.ts'
import type { CliIo } from '../../main/cli/io.ts'
import { simulateCommand } from '../../main/cli/simulate.ts'
import { planExperiment } from '../../main/simulator/experiment.ts'
import { studentT95, summarise } from '../../main/simulator/metrics/summary.ts'
import { readReport } from '../../main/simulator/report.ts'
import { byName, SCENARIOS } from '../../main/simulator/scenarios/scenarios.ts'
import { fig2 } from '../../main/simulator/scenarios/fig2.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyoban-simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs one command line; what it printed, line by line. */
async function cli(...args: string[]): Promise<string[]> {
  const lines: string[] = []
  const io: CliIo = {
    out: (line) => lines.push(line),
    err: () => {},
    write: () => {},
    input: () => Readable.from([]),
    env: {},
    faults: new FaultGuard(),
    signal: new AbortController().signal,
  }
  const program = new Command('hyoban')
    .version('1.2.3')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  simulateCommand(program, io, { write: () => {} })
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
  await program.parseAsync(['simulate', ...args], { from: 'user' })
  return lines
}
const SMALL = ['--set', 'N=50', 'transactions=500', '--workers', '1']

describe('bad input is rejected with one line', () => {
  it.each([
    [['fig7'], /no scenario "fig7"/, /Did you mean fig\d/],
    [['fig2', '--set', 'minRating=5'], /no parameter "minRating"/, /Did you mean minRatings\?/],
    [['fig2', '--set', 'turnovr=0.5'], /no parameter "turnovr"/, /Did you mean turnover\?/],
    [['fig2', '--set', 'N=1'], /N must be a whole number from 2/, /^$/],
    [['fig2', '--set', 'MAXtm=0'], /maxGenerosity must be a number from 0.01/, /^$/],
    [['fig2', '--set', 'turnover=1.5'], /turnover must be a number from 0 to 1 \(probability/, /^$/],
    [['fig2', '--set', 'benefit=lots'], /benefit must be a number, not "lots"/, /^$/],
    [['fig2', '--set', 'benefit='], /benefit must be a number, not ""/, /^$/],
    [['fig2', '--set', 'benefit'], /"benefit" is not key=value/, /For instance/],
    [['fig2', '--set', 'd=0.1', 'turnover=0.2'], /turnover is set twice/, /^$/],
    [['fig2', '--set', 'freeRiderShare=70%', 'traitors=0.4'], /add up to 110 %, above 100 %/, /Lower/],
    [['fig2', '--set', 'identity=XI'], /identity must be PI, FI or none, not "XI"/, /^$/],
    [['fig2', '--set', 'weightTotal=0.8'], /weightTotal \+ weightRecent/, /Set both/],
    [['fig5', '--set', 'traitorTo=100'], /traitorTo \(100\) must not be before traitorFrom/, /^$/],
    [['fig2', '--replications', '0'], /replications must be a whole number from 1/, /^$/],
    [['fig2', '--replications', 'ten'], /--replications must be a number, not "ten"/, /^$/],
    [['fig2', '--seed', '-1'], /seed must be a whole number from 0/, /^$/],
    [['fig2', '--workers', '0'], /--workers must be a whole number from 1/, /^$/],
    [['fig2', '--shard', '3/2'], /--shard must be i\/n/, /1\/4/],
    [['fig2', '--sweep', 'turnover=0.1'], /Only the scenario custom/, /^$/],
    [['custom', '--sweep', 'turnover=0..1:3:log'], /must start above 0/, /^$/],
    [['custom', '--sweep', 'turnover=0.1,2'], /turnover must be a number from 0 to 1/, /^$/],
    [['fig2', 'extra'], /"extra" is an unexpected argument/, /^$/],
    [['merge'], /nothing to merge/, /--shard/],
    [['merge', '/nowhere/part.json'], /\/nowhere\/part.json does not exist/, /Check the path/],
  ])('%j', async (args, message, hint) => {
    await expect(cli(...args)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it('names the fault of a corrupt file', async () => {
    const path = join(folder, 'broken.json')
    writeFileSync(path, '{"scenario": "fig2"')
    await expect(cli('merge', path)).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringContaining('is not JSON'),
    })
    expect(() => readReport('{"scenario": "fig2"}', 'a.json')).toThrow(/a\.json is not a simulation result: settings/)
    expect(() => readReport('[]', 'a.json')).toThrow(/not a simulation result/)
    await cli('fig6', ...SMALL, '--replications', '1', '--json').then(([line]) => writeFileSync(path, line as string))
    await expect(cli('merge', path)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('not contain individual runs'),
    })
  })
})

describe('the command', () => {
  it('prints one JSON object with the agreed fields', async () => {
    const lines = await cli('fig2', ...SMALL, '--replications', '3', '--seed', '5', '--json')
    expect(lines).toHaveLength(1)
    const { scenario, settings, replications, seed, series, seeds, version } = JSON.parse(lines[0] as string)
    expect({ scenario, replications, seed, version }).toEqual({
      scenario: 'fig2',
      replications: 3,
      seed: 5,
      version: '1.2.3',
    })
    expect(settings).toMatchObject({ N: 50, transactions: 500, exclusionThreshold: 0.6 })
    expect(seeds).toHaveLength(3)
    expect(series.map((one: { identity: string; turnover: number }) => `${one.identity} ${one.turnover}`)).toEqual([
      'none 0.01',
      'PI 0.01',
      'PI 0.1',
      'PI 0.5',
      'FI 0.01',
      'FI 0.1',
      'FI 0.5',
    ])
    for (const { points } of series) {
      expect(points.map(({ x }: { x: number }) => x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
      for (const { mean, ci95 } of points) expect(ci95[0] <= mean && mean <= ci95[1]).toBe(true)
    }
  })

  it('narrows a figure to the values set, in any spelling', async () => {
    const [line] = await cli(
      'fig2',
      '--set',
      'MAXTM=8',
      'd=0.1',
      'identity=fi',
      'N=50',
      'transactions=500',
      '--workers',
      '1',
      '--json',
    )
    const { series } = JSON.parse(line as string)
    expect(series).toHaveLength(1)
    expect(series[0]).toMatchObject({ identity: 'FI', turnover: 0.1 })
    expect(series[0].points.map(({ x }: { x: number }) => x)).toEqual([8])
  })

  it('writes CSV and SVG, and merges shards to identical output', async () => {
    const path = (name: string): string => join(folder, name)
    const whole = await cli(
      'fig5',
      ...SMALL,
      '--replications',
      '2',
      '--json',
      '--csv',
      path('a.csv'),
      '--svg',
      path('a.svg'),
    )
    for (const part of [1, 2, 3]) {
      const [line] = await cli('fig5', ...SMALL, '--replications', '2', '--shard', `${part}/3`, '--json')
      writeFileSync(path(`${part}.json`), line as string)
    }
    const merged = await cli('merge', path('2.json'), path('3.json'), path('1.json'), '--json', '--csv', path('b.csv'))
    expect(merged[0] === whole[0], 'merged output is the same text').toBe(true)
    expect(readFileSync(path('b.csv'), 'utf8')).toBe(readFileSync(path('a.csv'), 'utf8'))
    const rows = readFileSync(path('a.csv'), 'utf8').trimEnd().split('\r\n')
    expect(rows[0]).toBe('identity,turnover,x,mean,sd,ci95_low,ci95_high,replications')
    expect(rows).toHaveLength(1 + 6 * 201)
    const svg = readFileSync(path('a.svg'), 'utf8')
    expect(svg).toMatch(/^<svg /)
    for (const text of ['PI, d 0.01', 'FI, d 0.5', 'performance W']) expect(svg).toContain(text)
  })

  it('sweeps over two parameters', async () => {
    const [line] = await cli(
      'custom',
      '--set',
      'identity=PI',
      ...SMALL,
      '--sweep',
      'turnover=0.01..1:3:log',
      '--sweep',
      'exclusionThreshold=0.4,0.6',
      '--json',
    )
    const { series } = JSON.parse(line as string)
    expect(series.map((one: { fixed: object }) => one.fixed)).toEqual([
      { exclusionThreshold: 0.4 },
      { exclusionThreshold: 0.6 },
    ])
    expect(series[0].points.map(({ x }: { x: number }) => x)).toEqual([0.01, 0.1, 1])
  })

  it('prints a readable table and claims', async () => {
    const [text] = await cli('fig6', ...SMALL, '--replications', '2')
    expect(text).toMatch(/fig6: How fast may peers come and go\?/)
    expect(text).toMatch(/(holds|DOES NOT HOLD) {2}12\. At d 1/)
  })
})

describe('scenarios', () => {
  it('can all be planned, and must have unique names', () => {
    expect([...SCENARIOS.keys()]).toEqual(['fig2', 'fig3', 'fig4', 'fig5', 'fig6', 'custom'])
    for (const scenario of SCENARIOS.keys())
      expect(planExperiment({ scenario, replications: 1, seed: 1 }).tasks.length).toBeGreaterThan(0)
    expect(() => byName([fig2, { ...fig2 }])).toThrow('Two scenarios are called "fig2".')
  })
})

describe('summaries', () => {
  it('contain mean, sample deviation and t interval', () => {
    const { mean, sd, ci95 } = summarise([1, 2, 3, 4])
    expect(mean).toBe(2.5)
    expect(sd).toBeCloseTo(1.290994, 6)
    expect(ci95[1] - mean).toBeCloseTo(2.05426, 5)
    expect(summarise([7])).toEqual({ n: 1, mean: 7, sd: null, ci95: [7, 7] })
    expect(() => summarise([])).toThrow(RangeError)
  })

  it("use the quantiles of Student's t", () => {
    expect(studentT95(9)).toBeCloseTo(2.26216, 5)
    expect(studentT95(40)).toBeCloseTo(2.02108, 4)
    expect(studentT95(1000)).toBeCloseTo(1.96234, 4)
  })
})
