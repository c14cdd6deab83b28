import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { TrustGraph } from '../../main/contract/peers.ts'
import { initialPositions } from '../../renderer/pages/peers/graph/graph-option.ts'
import { compareEdges, namedEdges } from '../../renderer/pages/peers/graph/graph-rows.ts'

const node = (name: string, me = false): TrustGraph['nodes'][number] => ({
  publicKey: name.padEnd(64, '0'),
  fingerprint: name,
  name,
  online: true,
  me,
  trust: {
    u: 0.5,
    total: 0.5,
    recent: 0.5,
    low: 0.4,
    high: 0.6,
    count: 1,
    raters: 1,
    decision: 'good',
    standing: 'good',
    by: 'rule',
    override: null,
  },
})
const key = (name: string): string => name.padEnd(64, '0')
const graph: TrustGraph = {
  nodes: [node('a', true), node('b'), node('c')],
  edges: [
    { from: key('a'), to: key('b'), mean: 0.2, count: 3 },
    { from: key('b'), to: key('c'), mean: 0.9, count: 1 },
    { from: key('c'), to: key('gone'), mean: 0.9, count: 9 },
  ],
  more: 1,
}

describe('the table of the trust graph', () => {
  test('names both ends and omits edges to unknown peers', () => {
    expect(namedEdges(graph).map(({ from, to }) => from.name + to.name)).toEqual(['ab', 'bc'])
  })
  test('sorts by any column independently of the input order', () => {
    const order = (column: string, list: TrustGraph): string =>
      namedEdges(list)
        .sort((x, y) => compareEdges(x, y, column))
        .map(({ from }) => from.name)
        .join('')
    expect(order('count', graph)).toBe('ab')
    expect(order('mean', graph)).toBe('ba')
    expect(order('from', graph)).toBe('ba')
    const even = { ...graph, edges: graph.edges.map((edge) => ({ ...edge, mean: 0.5 })) }
    expect(order('mean', even)).toBe(order('mean', { ...even, edges: even.edges.toReversed() }))
  })
})

describe('initial positions in the graph', () => {
  const keys = Array.from({ length: 500 }, (_, i) => createHash('sha256').update(String(i)).digest('hex'))
  test('depend on the keys only, fill the picture to its margins and differ', () => {
    for (const some of [keys, keys.slice(0, 8)]) {
      const places = initialPositions(some, 800, 600)
      expect(initialPositions(some.toReversed(), 800, 600)).toEqual(places)
      const [x, y] = [[...places.values()].map((place) => place.x), [...places.values()].map((place) => place.y)]
      expect([Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)]).toEqual([40, 760, 40, 560])
      expect(new Set([...places.values()].map((place) => `${place.x} ${place.y}`)).size).toBe(some.length)
    }
  })
  test('are finite for a single peer', () => {
    expect([...initialPositions(keys.slice(0, 1), 800, 600).values()]).toEqual([{ x: 400, y: 300 }])
    expect(initialPositions([], 800, 600).size).toBe(0)
  })
})
