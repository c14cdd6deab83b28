import { createInstance } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { OVERLAY_DEFAULTS, OVERLAYS, type OverlayName } from '../../../main/simulator/overlays/overlay-settings.ts'
import { traceQuery } from '../../../main/simulator/overlays/tracing/trace.ts'
import type { Translate } from '../../../renderer/hooks/use-text.ts'
import { en, ja } from '../../../renderer/locales/languages.ts'
import { linesOf, toPixels } from '../../../renderer/pages/simulator/drawing/lines.ts'
import { layOut } from '../../../renderer/pages/simulator/drawing/overlay-layout.ts'
import { tellQuery } from '../../../renderer/pages/simulator/drawing/query-story.ts'
import { queryText } from '../../../renderer/pages/simulator/drawing/query-text.ts'

const traceOf = (overlay: OverlayName, query = 2, more: Partial<typeof OVERLAY_DEFAULTS> = {}) =>
  traceQuery({ ...OVERLAY_DEFAULTS, overlay, nodes: 120, ...more }, 5, query)

describe.each(OVERLAYS)('the layout of %s', (overlay) => {
  it('gives each node a place of its own within the box, the same each time', () => {
    const trace = traceOf(overlay)
    const layout = layOut(trace)
    const places = new Set<string>()
    for (let node = 0; node < trace.nodes; node++) {
      const [x, y] = [layout.xs[node] as number, layout.ys[node] as number]
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1)
      places.add(`${x.toFixed(6)} ${y.toFixed(6)}`)
    }
    expect(places.size).toBe(trace.nodes)
    expect(layOut(traceOf(overlay))).toEqual(layout)
  })

  it('tells each message of a query once, and draws a line for each between two nodes', () => {
    const trace = traceOf(overlay, 2, { failed: 0.2 })
    const { steps } = tellQuery(trace)
    const told = steps.reduce((sum, one) => sum + one.first + one.twice + one.dead + one.back + one.beside, 0)
    expect(told).toBe(trace.outcome.messages)
    const layout = layOut(trace)
    const pixels = toPixels(layout, 600, 400, 20)
    for (const step of steps) {
      const between = step.messages.filter(({ from, to }) => from !== to).length
      const lines = linesOf(step, layout, pixels).reduce((sum, { points }) => sum + points.length / 6, 0)
      // on a torus, a line that leaves at one side is drawn twice
      if (layout.torus) expect(lines).toBeGreaterThanOrEqual(between)
      else expect(lines).toBe(between)
    }
  })
})

it('counts a message to a node that has the question as sent twice', () => {
  const { steps, reachedAt } = tellQuery({
    ...traceOf('server'),
    nodes: 5,
    asker: 0,
    dead: [4],
    steps: 3,
    found: { node: 3, step: 2 },
    // 0 asks 1 and 2; both ask 3, and 2 asks the dead 4; 3 answers
    messages: [0, 1, 1, 0, 0, 2, 1, 0, 1, 3, 2, 0, 2, 3, 2, 0, 2, 4, 2, 0, 3, 0, 3, 1],
  })
  expect(
    steps.map(({ first, twice, dead, back, reached, found }) => [first, twice, dead, back, reached, found]),
  ).toEqual([
    [2, 0, 0, 0, 3, false],
    [1, 1, 1, 0, 4, true],
    [0, 0, 0, 1, 4, false],
  ])
  expect([...reachedAt]).toEqual([0, 1, 1, 2, Infinity])
})

it('leaves a torus at one side and comes in at the other', () => {
  const layout = { ...layOut(traceOf('can')), xs: Float64Array.of(-0.9, 0.9), ys: Float64Array.of(0, 0) }
  const pixels = toPixels(layout, 300, 240, 20)
  const step = { ...tellQuery(traceOf('can')).steps[0], messages: [{ from: 0, to: 1, style: 'first' as const }] }
  const [line] = linesOf(step as Parameters<typeof linesOf>[0], layout, pixels)
  const [x0, , , , x1] = [...(line?.points ?? [])] as [number, number, number, number, number]
  expect(line?.points).toHaveLength(12)
  expect(x1).toBeLessThan(x0)
})

describe('what a query did, in words', () => {
  const english = createInstance()
  const japanese = createInstance()
  beforeAll(async () => {
    await english.init({ lng: 'en', resources: { en, ja } })
    await japanese.init({ lng: 'ja', resources: { en, ja } })
  })

  it('says it hop by hop', () => {
    const trace = { ...traceOf('server'), asker: 7, file: 3, holders: [1, 2] }
    const story = tellQuery({ ...trace, messages: [7, 0, 1, 0, 0, 7, 2, 1] })
    const say = (done: number): string => queryText(trace, story, done, english.t as unknown as Translate)
    expect(say(0)).toBe('Node 7 asks for file 3, which 2 live nodes hold.')
    expect(say(1)).toBe('Hop 1 of 2. 1 message brings the question to a new node. Node 0 has the answer.')
    expect(say(2)).toBe('Hop 2 of 2. 1 message comes back. 2 messages in all, 2 of 120 nodes asked.')
    expect(queryText(trace, story, 2, japanese.t as unknown as Translate)).toBe(
      'ホップ 2/2。1通が戻ります。メッセージは合計 2通、120ノード中 2ノードに質問しました。',
    )
  })

  it('says that nobody answered', () => {
    const trace = traceOf('central', 2, { failedBusiest: 0.01 })
    expect(trace.outcome.found).toBe(false)
    expect(queryText(trace, tellQuery(trace), 1, english.t as unknown as Translate)).toContain('Nobody has answered.')
  })
})
