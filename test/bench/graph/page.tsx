/* The page of the graph benchmark: the app's trust graph without a node. */
import { createRoot } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import type { TrustGraph } from '../../../main/contract/peers.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { GraphCanvas } from '../../../renderer/pages/peers/graph/graph-canvas.tsx'
import type { GraphWords } from '../../../renderer/pages/peers/graph/graph-option.ts'

/** A small-world graph: most peers rate near ones, some any; a tenth is excluded. */
function clusteredGraph(peers: number, edges: number): TrustGraph {
  const random = seededRandom(4)
  const keys = Array.from({ length: peers }, () =>
    Array.from({ length: 64 }, () => random.int(16).toString(16)).join(''),
  )
  const nodes = keys.map((publicKey, i): TrustGraph['nodes'][number] => {
    const decision = i % 10 === 3 ? 'bad' : i % 10 === 4 ? 'new' : 'good'
    return {
      publicKey,
      fingerprint: publicKey.slice(0, 12),
      name: `Peer ${i}`,
      online: true,
      me: i === 0,
      trust: {
        u: 0.5,
        total: 0.5,
        recent: 0.5,
        low: 0.4,
        high: 0.6,
        count: 3,
        raters: 2,
        decision,
        standing: decision,
        by: 'rule',
        override: null,
      },
    }
  })
  const pairs = new Map<string, TrustGraph['edges'][number]>()
  while (pairs.size < edges) {
    const from = random.int(peers)
    const to = random.next() < 0.8 ? (from + 1 + random.int(20)) % peers : random.int(peers)
    if (from !== to)
      pairs.set(`${from} ${to}`, {
        from: keys[from] as string,
        to: keys[to] as string,
        mean: to % 10 === 3 ? 0.1 : 0.95,
        count: 1 + random.int(9),
      })
  }
  return { nodes, edges: [...pairs.values()], more: 0 }
}

const words: GraphWords = {
  me: 'You',
  nameOf: (node) => (node.me ? 'You' : node.name),
  tipOf: (node) => node.name,
  tipOfEdge: () => '',
}
const asked = new URLSearchParams(location.search)
const peers = Number(asked.get('peers'))

createRoot(document.getElementById('root') as HTMLElement).render(
  <MantineProvider forceColorScheme={asked.get('dark') ? 'dark' : 'light'}>
    <div style={{ display: 'flex', width: '100vw', height: '100vh' }}>
      {peers > 0 && (
        <GraphCanvas
          graph={clusteredGraph(peers, Number(asked.get('edges')))}
          words={words}
          label=""
          onOpen={() => {}}
        />
      )}
    </div>
  </MantineProvider>,
)
