import { describe, expect, it } from 'vitest'
import { MESSAGE_KINDS, overlayTrace, type OverlayTrace } from '../../../main/contract/views/drawing-views.ts'
import { measureOverlay, prepareOverlay } from '../../../main/simulator/overlays/measure.ts'
import { OVERLAYS, type OverlaySettings } from '../../../main/simulator/overlays/overlay-settings.ts'
import { drawnSettings, traceQuery } from '../../../main/simulator/overlays/tracing/trace.ts'
import { settingsOf } from './experiments.ts'

const QUERIES = 6
const SEED = 3

interface Message {
  from: number
  to: number
  step: number
  kind: string
}

function messagesOf({ messages }: OverlayTrace): Message[] {
  return Array.from({ length: messages.length / 4 }, (_, i) => {
    const [from, to, step, kind] = messages.slice(4 * i, 4 * i + 4) as [number, number, number, number]
    return { from, to, step, kind: MESSAGE_KINDS[kind] as string }
  })
}

/** What the engine counts for the first queries of the workload, unobserved. */
function counted(settings: OverlaySettings) {
  const { world, overlay } = prepareOverlay(settings, SEED)
  return Array.from({ length: QUERIES }, () => {
    const { node, file } = world.nextQuery()
    const { found, messages, hops } = overlay.query(node, file)
    return { node, file, outcome: { found, messages, hops } }
  })
}

/** Whether questions lead from the asker to the node that answered, one step after the other. */
function leads(trace: OverlayTrace, { node, step }: { node: number; step: number }): boolean {
  const reached = new Map([[trace.asker, 0]])
  const questions = messagesOf(trace).filter(({ kind }) => kind === 'question')
  for (const { from, to, step: at } of questions.sort((a, b) => a.step - b.step)) {
    const since = reached.get(from)
    if (since !== undefined && since < at && !reached.has(to)) reached.set(to, at)
  }
  return (reached.get(node) ?? Infinity) <= step
}

describe.each(OVERLAYS)('a query of %s, observed', (overlay) => {
  it.each([
    ['with all nodes live', { failed: 0 }],
    ['with a third of the nodes dead', { failed: 0.3 }],
  ])('is the query that the lab counts, %s', (_, { failed }) => {
    const settings = settingsOf({ overlay, nodes: 100, failed })
    for (const [i, one] of counted(settings).entries()) {
      const trace = overlayTrace.parse(traceQuery(settings, SEED, i + 1))
      const { asker, file, outcome, found } = trace
      expect({ node: asker, file, outcome }).toEqual({ node: one.node, file: one.file, outcome: one.outcome })
      const messages = messagesOf(trace)
      expect(messages).toHaveLength(outcome.messages)
      expect(found !== null).toBe(outcome.found)
      if (!found) continue
      expect(leads(trace, found)).toBe(true)
      if (overlay === 'freenet') expect(messages.filter(({ kind }) => kind === 'question')).toHaveLength(outcome.hops)
      // a tree may turn back at dead references
      else if (overlay === 'pGrid' && failed > 0) expect(found.step).toBeGreaterThanOrEqual(outcome.hops)
      else expect(found.step).toBe(outcome.hops)
    }
  })

  it('tells the load of the same queries', () => {
    const settings = settingsOf({ overlay, nodes: 100 })
    const { world, overlay: asked } = prepareOverlay(settings, SEED)
    for (let i = 0; i < 100; i++) {
      const { node, file } = world.nextQuery()
      asked.query(node, file)
    }
    const { load, loadQueries } = traceQuery(settings, SEED, 7)
    expect(loadQueries).toBe(100)
    expect(load).toEqual([...world.load])
  })

  it('lies in the form of the overlay, with connections between other nodes', () => {
    const { shape, links, connections, nodes } = traceQuery(settingsOf({ overlay, nodes: 100 }), SEED, 1)
    const numbers = { ring: 'places', square: 'zones', tree: 'leaves', layers: 'layers', forces: '' } as const
    const wanted = { server: 'layers', central: 'layers', grid: 'layers', superNodes: 'layers', hubs: 'layers' }
    const kinds: Record<string, string> = {
      ...wanted,
      hyobanHubs: 'layers',
      chord: 'ring',
      can: 'square',
      pGrid: 'tree',
    }
    expect(shape.kind).toBe(kinds[overlay] ?? 'forces')
    const list = (shape as unknown as Record<string, number[]>)[numbers[shape.kind]]
    if (shape.kind !== 'forces') expect(list).toHaveLength(shape.kind === 'square' ? 4 * nodes : nodes)
    expect(links.length).toBeGreaterThan(0)
    expect(links.length).toBeLessThanOrEqual(3000)
    expect(connections).toBeGreaterThanOrEqual(links.length / 2)
    for (let i = 0; i < links.length; i += 2) expect(links[i]).not.toBe(links[i + 1])
  })
})

it('draws 500 nodes of a larger network, and says so', () => {
  const large = settingsOf({ overlay: 'hubs', nodes: 100_000, hubs: 1000, rate: 3, repair: 10 })
  expect(drawnSettings(large)).toEqual({ ...large, nodes: 500, hubs: 500, rate: 0 })
  expect(traceQuery(large, 1, 1).nodes).toBe(500)
  expect(drawnSettings(settingsOf({ overlay: 'pGrid', nodes: 1_000_000, depth: 20 })).depth).toBe(8)
  expect(drawnSettings(settingsOf({ nodes: 1_000_000, successors: 999 })).successors).toBe(499)
})

it('measures what it measured before a query was observed', () => {
  const settings = settingsOf({ overlay: 'neuroGrid', nodes: 100 })
  const before = measureOverlay(settings, SEED)
  traceQuery(settings, SEED, 20)
  expect(measureOverlay(settings, SEED)).toEqual(before)
})
