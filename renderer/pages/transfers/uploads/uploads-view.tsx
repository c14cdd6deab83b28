import { Button } from '@mantine/core'
import { IconUsersPlus } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { UploadLine } from '../../../../main/contract/views/transfer-views.ts'
import { useTransferQueue } from '../../../client/streams/streams.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { Page } from '../../../components/page/page.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { TransfersViewLinks } from '../transfers-view-links.tsx'
import classes from './uploads.module.css'

/** Maximum upload weight of a peer (docs/transfers.md). */
const MAX_WEIGHT = 8
const keyOf = (line: UploadLine): string => line.publicKey

/** The upload queue: who is served, who waits in which order, and each peer's weight with its components. */
export function UploadsView() {
  const { t } = useText()
  const format = useFormat()
  const stream = useTransferQueue()
  const { data } = stream
  const columns: Column<UploadLine>[] = [
    {
      id: 'position',
      header: t('transfers:uploads.position'),
      card: 'fact',
      width: '92px',
      cell: (line) =>
        line.position === 0 ? (
          <Tag tone="accent">{t('transfers:uploads.served')}</Tag>
        ) : (
          <span className="tabular">{t('transfers:uploads.place', { position: line.position, of: line.of })}</span>
        ),
    },
    {
      id: 'peer',
      header: t('common:peer'),
      width: 'minmax(150px, 1fr)',
      cell: (line, active) => <PeerName peer={line} link tabIndex={active ? 0 : -1} />,
    },
    {
      id: 'weight',
      header: t('transfers:uploads.weight'),
      card: 'line',
      width: 'minmax(190px, 1.4fr)',
      cell: ({ weight }) => (
        <span
          className={classes.weight}
          title={t('transfers:uploads.parts', {
            weight: format.score(weight.weight),
            contribution: format.score(weight.contribution),
            trust: format.score(weight.trust),
          })}
        >
          <span className={classes.bar} aria-hidden="true">
            <span style={{ width: `${100 / MAX_WEIGHT}%` }} data-part="base" />
            <span style={{ width: `${(weight.contribution / MAX_WEIGHT) * 100}%` }} data-part="contribution" />
            <span style={{ width: `${(weight.trust / MAX_WEIGHT) * 100}%` }} data-part="trust" />
          </span>
          <span className={classes.why}>
            {t('transfers:uploads.why', {
              weight: format.score(weight.weight),
              because: t(`transfers:uploads.because.${weight.reason}`),
            })}
          </span>
        </span>
      ),
    },
    {
      id: 'files',
      header: t('transfers:uploads.files'),
      card: 'none',
      width: '64px',
      align: 'end',
      from: 880,
      cell: (line) => format.number(line.roots.length),
    },
    {
      id: 'received',
      header: t('transfers:uploads.received'),
      card: 'none',
      width: '96px',
      align: 'end',
      from: 1000,
      cell: (line) => format.bytes(line.weight.received),
    },
    {
      id: 'turn',
      header: t('transfers:uploads.turn'),
      card: 'none',
      width: '88px',
      align: 'end',
      from: 620,
      cell: (line) => (line.position === 0 ? format.bytes(line.turn) : ''),
    },
    {
      id: 'rate',
      header: t('transfers:rate'),
      width: '92px',
      align: 'end',
      cell: (line) => (line.position === 0 ? format.rate(line.rate) : ''),
    },
  ]
  const body = (() => {
    if (!data) return stream.error ? <ProblemPanel problem={stream.error} retry={stream.retry} /> : <LoadingPanel />
    if (data.uploads.length === 0)
      return (
        <StatePanel
          icon={<IconUsersPlus size={24} />}
          title={t('transfers:uploads.emptyTitle')}
          text={t('transfers:uploads.emptyText', { count: data.slots.uploads })}
        >
          <Button component={Link} href="/library" variant="default">
            {t('transfers:uploads.emptyAction')}
          </Button>
        </StatePanel>
      )
    return (
      <DataGrid
        label={t('transfers:pages.uploads')}
        name="uploads"
        columns={columns}
        rows={data.uploads}
        rowKey={keyOf}
        testId="upload-line"
        freezeKey="uploads"
      />
    )
  })()
  return (
    <Page
      title={t('transfers:pages.uploads')}
      head={<TransfersViewLinks view="uploads" />}
      tools={
        <Button component={Link} href="/settings" variant="default">
          {t('transfers:uploads.settings')}
        </Button>
      }
      foot={
        data && (
          <>
            <span>{t('transfers:uploads.slots', { used: data.slots.uploadsUsed, count: data.slots.uploads })}</span>
            <span className={classes.legend}>
              <i data-part="base" /> {t('transfers:uploads.base')} <i data-part="contribution" />{' '}
              {t('transfers:uploads.contribution')} <i data-part="trust" /> {t('transfers:uploads.trust')}
            </span>
            <span>{t('transfers:uploads.formula')}</span>
          </>
        )
      }
    >
      {body}
    </Page>
  )
}
