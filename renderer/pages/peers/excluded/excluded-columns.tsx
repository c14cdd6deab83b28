import { Button } from '@mantine/core'
import { IconGavel, IconGitFork, IconHandStop } from '@tabler/icons-react'
import type { ExcludedRow } from '../../../../main/contract/peers.ts'
import { useAction } from '../../../client/queries.ts'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText, type Translate } from '../../../hooks/use-text.ts'
import { exclusionReasonText, decisionText } from '../decision-text.ts'
import { SourcesBar } from '../trust/sources-bar.tsx'
import classes from './excluded.module.css'

const ICONS = { rule: IconGavel, user: IconHandStop, proof: IconGitFork }

/** Readmits a peer: removes the user's own block, or overrides the rule or a proof with "allow". */
function ReadmitButton({ row, tabIndex }: { row: ExcludedRow; tabIndex: number }) {
  const { t } = useText()
  const { publicKey, fingerprint } = row.peer
  const name = row.peer.name || fingerprint
  const blocked = row.by === 'user'
  const decide = useAction((client, decision: 'allow' | 'rule') => client.peers.decide({ publicKey, decision }), {
    done: t(blocked ? 'trust:decide.ruled' : 'trust:decide.allowed', { name }),
  })
  return (
    <Button
      variant="default"
      size="compact-sm"
      tabIndex={tabIndex}
      loading={decide.isPending}
      aria-label={t(blocked ? 'trust:excluded.unblockOf' : 'trust:excluded.readmitOf', { name })}
      onClick={() => decide.mutate(blocked ? 'rule' : 'allow')}
      data-testid="readmit-button"
    >
      {t(blocked ? 'trust:excluded.unblock' : 'trust:excluded.readmit')}
    </Button>
  )
}

/** What ends an exclusion without a fixed end. */
function sayBack({ by, reason }: ExcludedRow, t: Translate): string {
  if (by === 'user') return t('trust:excluded.noEnd')
  if (by === 'proof') return t('trust:excluded.proof')
  const { good } = reason.values
  return good === undefined ? t('trust:excluded.forGood') : t('trust:excluded.good', { count: good })
}

/** Columns of the list of excluded peers. */
export function useExcludedColumns(): Column<ExcludedRow>[] {
  const { t } = useText()
  const format = useFormat()
  const now = Date.now()
  return [
    {
      id: 'name',
      header: t('common:peer'),
      width: 'minmax(172px, 0.5fr)',
      sortable: true,
      cell: (row) => <PeerName peer={row.peer} />,
    },
    {
      id: 'why',
      header: t('trust:excluded.why'),
      card: 'text',
      width: 'minmax(0, 1fr)',
      cell: (row) => {
        return (
          <span className={classes.reason}>
            <span
              className={classes.why}
              title={decisionText(row.reason, 'anybody', t, format, now)}
              data-testid="excluded-why"
            >
              {exclusionReasonText(row.reason, t)}
            </span>
            <span className={classes.evidence} data-testid="excluded-evidence">
              <SourcesBar sources={row.sources} />
              <span aria-hidden="true">{t('trust:excluded.evidence', row.sources)}</span>
            </span>
          </span>
        )
      },
    },
    {
      id: 'by',
      header: t('trust:excluded.by'),
      width: '120px',
      // The reason implies it.
      from: 940,
      sortable: true,
      downFirst: true,
      cell: (row) => {
        const Icon = ICONS[row.by]
        return (
          <span data-testid="excluded-by" data-by={row.by}>
            <Tag
              tone={row.by === 'rule' ? 'new' : row.by === 'user' ? 'accent' : 'bad'}
              icon={<Icon size={12} aria-hidden />}
            >
              {t(`trust:by.${row.by}`)}
            </Tag>
          </span>
        )
      },
    },
    {
      id: 'since',
      header: t('trust:excluded.since'),
      card: 'none',
      width: '116px',
      from: 760,
      sortable: true,
      downFirst: true,
      cell: (row) => (
        <span className={classes.when} title={format.dateTime(row.since)}>
          <span>{format.moment(row.since, now)}</span>
          <span className={classes.small}>{format.relative(row.since, now)}</span>
        </span>
      ),
    },
    {
      id: 'until',
      header: t('trust:excluded.until'),
      width: '132px',
      from: 760,
      cell: (row) =>
        row.until === null ? (
          <span className={classes.back} data-testid="excluded-back">
            {sayBack(row, t)}
          </span>
        ) : (
          <span className="tabular" title={format.dateTime(row.until)}>
            {format.moment(row.until, now)}
          </span>
        ),
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '124px',
      narrow: '104px',
      align: 'end',
      cell: (row, active) => <ReadmitButton row={row} tabIndex={active ? 0 : -1} />,
    },
  ]
}
