import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { catalogueView } from '../../main/simulator/experiment-view.ts'
import { CLAIMS } from '../../main/simulator/scenarios/claims.ts'
import en from '../../renderer/locales/en/simulator.json' with { type: 'json' }
import ja from '../../renderer/locales/ja/simulator.json' with { type: 'json' }
import { lineStyles } from '../../renderer/pages/simulator/charts/line-styles.ts'
import { decode, dotAt, dotGrid } from '../../renderer/pages/simulator/watch/dot-shapes.ts'
import { pngWithText } from '../../renderer/pages/simulator/charts/png-text.ts'
import {
  cleaned,
  NAMES,
  PRESETS,
  SLIDERS,
  standardValue,
  variedValues,
} from '../../renderer/pages/simulator/experiment/presets.ts'
import { FIRST_SWEEP, sweepValues } from '../../renderer/pages/simulator/experiment/sweep.ts'

const { scenarios, parameters } = catalogueView()
const scenario = (name: string) => scenarios.find((one) => one.name === name) as (typeof scenarios)[number]

describe('the simulator page', () => {
  it('has every model parameter with a slider inside its range and texts in both languages', () => {
    expect([...NAMES].toSorted()).toEqual(parameters.map(({ name }) => name).toSorted())
    for (const { name, min, max } of parameters) {
      const slider = SLIDERS[name as keyof typeof SLIDERS]
      expect(slider.min).toBeGreaterThanOrEqual(min)
      expect(slider.max).toBeLessThanOrEqual(max)
      for (const words of [en, ja])
        expect(words.parameters[name as keyof typeof SLIDERS]).toMatchObject({
          name: expect.any(String) as string,
          text: expect.any(String) as string,
        })
    }
  })

  it('has texts in both languages for every figure and every claim', () => {
    for (const words of [en, ja]) {
      for (const preset of PRESETS)
        expect(Object.keys(words.scenarios[preset]).toSorted()).toEqual(['asks', 'look', 'outcome', 'title'])
      for (const { id } of CLAIMS) expect(words.claims).toHaveProperty(String(id))
    }
  })

  it('distinguishes varied parameters from changed ones', () => {
    expect(variedValues(scenario('fig2'), 'turnover')).toEqual([0.01, 0.1, 0.5])
    expect(variedValues(scenario('fig2'), 'maxGenerosity')).toHaveLength(14)
    expect(variedValues(scenario('fig2'), 'N')).toEqual([])
    expect(
      cleaned({ N: 1000, freeRiderShare: 0.3, minRatings: 5, turnover: 0.01 }, parameters, scenario('fig3')),
    ).toEqual({ minRatings: 5, turnover: 0.01 })
    const moment = parameters.find(({ name }) => name === 'traitorFrom') as (typeof parameters)[number]
    expect(standardValue(moment, scenario('fig5'), { transactions: 1000 })).toBe(500)
  })
})

describe('a sweep axis', () => {
  it.each([
    [{ from: 0.001, to: 1, steps: 4, log: true }, false, [0.001, 0.01, 0.1, 1]],
    [{ from: 0, to: 1, steps: 3, log: false }, false, [0, 0.5, 1]],
    [{ from: 1, to: 3, steps: 9, log: false }, true, [1, 2, 3]],
    [{ mode: 'list' as const, list: ' 5, 1;5\n2' }, false, [5, 1, 2]],
  ])('%j has its values', (part, integer, values) => {
    expect(sweepValues({ ...FIRST_SWEEP, ...part }, integer)).toEqual({ values, problem: null })
  })

  it.each([
    [{ mode: 'list' as const, list: ' ' }, 'empty'],
    [{ mode: 'list' as const, list: '1, x' }, 'number'],
    [{ from: Number.NaN }, 'number'],
    [{ from: 0, log: true }, 'log'],
    [{ steps: 0 }, 'steps'],
    [{ steps: 61 }, 'steps'],
  ])('%j says why it has none', (part, problem) => {
    expect(sweepValues({ ...FIRST_SWEEP, ...part }, false)).toEqual({ values: [], problem })
  })
})

describe('the dots', () => {
  it('fit into their box and are hit where they are drawn', () => {
    for (const [n, width, height] of [
      [1, 100, 100],
      [2, 300, 20],
      [1000, 372, 330],
      [1000, 800, 240],
      [5000, 500, 300],
    ] as const) {
      const grid = dotGrid(n, width, height)
      expect(Math.ceil(n / grid.columns) * grid.cell).toBeLessThanOrEqual(height + 1e-9)
      for (const slot of [0, Math.floor(n / 2), n - 1]) {
        expect(
          dotAt(
            ((slot % grid.columns) + 0.5) * grid.cell,
            (Math.floor(slot / grid.columns) + 0.5) * grid.cell,
            grid,
            n,
          ),
        ).toBe(slot)
      }
      expect(dotAt(-1, 5, grid, n)).toBeNull()
    }
  })

  it("decode a peer's state byte", () => {
    expect(decode(4 | 8)).toEqual({ kind: 'traitor', contributing: true, excluded: false })
    expect(decode(2 | 16)).toEqual({ kind: 'freeRider', contributing: false, excluded: true })
  })
})

it('lines of one identity policy share a hue and differ in shade and symbol', () => {
  const colours = ['#102030', '#a0b0c0'] as const
  const theme = {
    identity: { PI: colours, FI: ['#ff0000', '#ffaaaa'], none: ['#000000', '#ffffff'] },
  } as unknown as Parameters<typeof lineStyles>[1]
  const styles = lineStyles(['none', 'PI', 'PI', 'PI'], theme)
  expect(styles.map(({ colour }) => colour)).toEqual(['#000000', '#102030', '#586878', '#a0b0c0'])
  expect(new Set(styles.slice(1).map(({ symbol }) => symbol)).size).toBe(3)
})

it('an exported PNG carries its settings in a valid text chunk', () => {
  // One black pixel.
  const png = Uint8Array.from(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      'base64',
    ),
  )
  const marked = Buffer.from(pngWithText(png, 'Comment', '{"seed":1,"名":"図"}'))
  const chunks: { type: string; data: Buffer; crc: number; own: number }[] = []
  for (let at = 8; at < marked.length;) {
    const length = marked.readUInt32BE(at)
    chunks.push({
      type: marked.toString('latin1', at + 4, at + 8),
      data: marked.subarray(at + 8, at + 8 + length),
      crc: marked.readUInt32BE(at + 8 + length),
      own: crc32(marked.subarray(at + 4, at + 8 + length)),
    })
    at += length + 12
  }
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'iTXt', 'IEND'])
  expect(chunks.every(({ crc, own }) => crc === own)).toBe(true)
  expect(chunks[2]?.data.toString()).toBe('Comment\0\0\0\0\0{"seed":1,"名":"図"}')
  expect(inflateSync(chunks[1]?.data as Buffer)).toHaveLength(2)
})
