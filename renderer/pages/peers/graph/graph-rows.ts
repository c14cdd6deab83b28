import type { TrustGraph } from '../../../../main/contract/peers.ts'

/** An edge with the peers at both ends. */
export interface NamedEdge {
  from: TrustGraph['nodes'][number]
  to: TrustGraph['nodes'][number]
  mean: number
  count: number
}

/** The edges of a graph with their peers; an edge to an omitted peer is omitted. */
export function namedEdges({ nodes, edges }: TrustGraph): NamedEdge[] {
  const byKey = new Map(nodes.map((node) => [node.publicKey, node]))
  return edges.flatMap(({ from, to, mean, count }) => {
    const ends = [byKey.get(from), byKey.get(to)] as const
    return ends[0] && ends[1] ? [{ from: ends[0], to: ends[1], mean, count }] : []
  })
}

/** Descending order of two edges by one column; ties are broken by key, so that equal rows do not swap. */
export function compareEdges(a: NamedEdge, b: NamedEdge, column: string): number {
  const name = (node: NamedEdge['from']): string => node.name || node.fingerprint
  const order = (() => {
    switch (column) {
      case 'from':
        return name(b.from).localeCompare(name(a.from))
      case 'to':
        return name(b.to).localeCompare(name(a.to))
      case 'mean':
        return b.mean - a.mean
      default:
        return b.count - a.count
    }
  })()
  return order || (a.from.publicKey + a.to.publicKey < b.from.publicKey + b.to.publicKey ? -1 : 1)
}
