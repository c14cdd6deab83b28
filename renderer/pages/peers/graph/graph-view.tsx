import { useMemo } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconTopologyStar3 } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { useTrustGraph } from '../../../client/streams/streams.ts'
import { Page } from '../../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { TrustDot } from '../../../components/trust/trust-dot.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { PeersViewLinks } from '../peers-view-links.tsx'
import { GraphCanvas } from './graph-canvas.tsx'
import { GraphTable } from './graph-table.tsx'
import type { GraphWords } from './graph-option.ts'
import classes from './graph.module.css'

const STANDINGS = ['good', 'new', 'bad'] as const
const TONES = ['good', 'mixed', 'bad'] as const

function Legend() {
  const { t } = useText()
  return (
    <div className={classes.legend}>
      {STANDINGS.map((standing) => (
        <span key={standing}>
          <TrustDot standing={standing} />
          {t(`common:decision.${standing}`)}
        </span>
      ))}
      {TONES.map((tone) => (
        <span key={tone}>
          <span className={classes.line} data-tone={tone} aria-hidden="true" />
          {t(`trust:graph.${tone}`)}
        </span>
      ))}
      <span>{t('trust:graph.arrow')}</span>
    </div>
  )
}

/** Who rated whom, centred on the user: as a picture or a table. */
export function GraphView() {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const stream = useTrustGraph()
  const graph = stream.data
  const [form, setForm] = useSessionStorage<'picture' | 'table'>({
    key: 'hyoban.graph.look',
    defaultValue: 'picture',
    getInitialValueInEffect: false,
  })
  const words = useMemo((): GraphWords => {
    const names = new Map(
      graph?.nodes.map((node) => [node.publicKey, node.me ? t('trust:graph.me') : node.name || node.fingerprint]),
    )
    const nameOf = (key: string): string => names.get(key) ?? ''
    return {
      me: t('trust:graph.me'),
      nameOf: (node) => nameOf(node.publicKey),
      tipOf: (node) =>
        node.me
          ? nameOf(node.publicKey)
          : `${nameOf(node.publicKey)} · u ${format.score(node.trust.u)} · ${t('trust:evidence', {
              decision: node.trust.override
                ? t(`common:standing.${node.trust.standing}`)
                : t(`common:decision.${node.trust.standing}`),
              count: node.trust.count,
              raters: node.trust.raters,
            })}`,
      tipOfEdge: ({ from, to, mean, count }) =>
        t('trust:graph.tip', { from: nameOf(from), to: nameOf(to), mean: format.score(mean), count }),
    }
  }, [graph, t, format])
  const body = (() => {
    if (stream.error && !graph) return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!graph) return <LoadingPanel />
    if (graph.edges.length === 0)
      return (
        <StatePanel
          icon={<IconTopologyStar3 size={24} />}
          title={t('trust:graph.emptyTitle')}
          text={t('trust:graph.emptyText')}
        />
      )
    if (form === 'table') return <GraphTable graph={graph} />
    return (
      <>
        <GraphCanvas
          graph={graph}
          words={words}
          label={t('trust:graph.label', { nodes: graph.nodes.length, edges: graph.edges.length })}
          onOpen={(key) =>
            navigate(graph.nodes.some((node) => node.me && node.publicKey === key) ? '/peers' : `/peers/${key}`)
          }
        />
        <Legend />
      </>
    )
  })()
  return (
    <Page
      title={t('common:nav.peers')}
      head={<PeersViewLinks view="graph" />}
      tools={
        <SegmentedControl
          value={form}
          onChange={(value) => setForm(value === 'table' ? 'table' : 'picture')}
          aria-label={t('trust:graph.show')}
          data={(['picture', 'table'] as const).map((value) => ({ value, label: t(`trust:graph.${value}`) }))}
          data-testid="graph-look"
        />
      }
      foot={
        graph && (
          <>
            <span data-testid="graph-counts">
              {t('trust:graph.counts', { nodes: graph.nodes.length, edges: graph.edges.length })}
            </span>
            {graph.more > 0 && <span>{t('trust:graph.more', { count: graph.more })}</span>}
            <span>{t('peers:yourView')}</span>
          </>
        )
      }
    >
      {body}
    </Page>
  )
}
