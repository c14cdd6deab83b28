import { useMemo, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import {
  IconActivity,
  IconAlertTriangle,
  IconBan,
  IconDownload,
  IconFolderMinus,
  IconFolderPlus,
  IconHandStop,
  IconListSearch,
  IconPlugConnected,
  IconPlugConnectedX,
  IconStar,
  IconStarHalf,
  IconStars,
  IconUpload,
  IconUserCheck,
} from '@tabler/icons-react'
import type { ActivityEntry } from '../../../main/contract/activity.ts'
import { useLastLook } from '../../client/last-look.ts'
import { useActivity } from '../../client/streams/streams.ts'
import { DataGrid } from '../../components/grid/data-grid.tsx'
import type { Column } from '../../components/grid/grid-row.tsx'
import { Page } from '../../components/page/page.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useNow } from '../../hooks/use-now.ts'
import { SincePanel } from './since-panel.tsx'
import { activityText } from './activity-text.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './activity.module.css'

const ICONS: Record<ActivityEntry['kind'], typeof IconActivity> = {
  peerJoined: IconPlugConnected,
  peerLeft: IconPlugConnectedX,
  catalogueUpdated: IconListSearch,
  downloadDone: IconDownload,
  downloadFailed: IconAlertTriangle,
  uploadDone: IconUpload,
  uploadRefused: IconHandStop,
  ratingGiven: IconStar,
  ratingReceived: IconStars,
  ratingSeen: IconStarHalf,
  peerExcluded: IconBan,
  peerReadmitted: IconUserCheck,
  excludedByPeer: IconBan,
  wishFound: IconStar,
  logConflict: IconAlertTriangle,
  folderShared: IconFolderPlus,
  folderUnshared: IconFolderMinus,
  problem: IconAlertTriangle,
}
const VIEWS = ['all', 'good', 'bad', 'info'] as const
type View = (typeof VIEWS)[number]
const LIMIT = 200
const keyOf = (entry: ActivityEntry): string => String(entry.id)

/** The activity feed, newest first. */
export function ActivityPage() {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  const [view, setView] = useState<View>('all')
  const looked = useLastLook()
  const stream = useActivity(LIMIT)
  const entries = stream.data
  const rows = useMemo(() => (entries ?? []).filter((entry) => view === 'all' || entry.level === view), [entries, view])

  const columns: Column<ActivityEntry>[] = [
    {
      id: 'what',
      header: t('activity:what'),
      width: 'minmax(0, 1fr)',
      cell: (row) => {
        const Icon = ICONS[row.kind]
        const text = activityText(row, t, format)
        return (
          <span className={classes.row}>
            <span className={classes.icon} data-level={row.level} aria-hidden="true">
              <Icon size={15} stroke={1.8} />
            </span>
            <span className="truncate" title={text}>
              {text}
            </span>
          </span>
        )
      },
    },
    {
      id: 'peer',
      header: t('common:peer'),
      width: 'minmax(120px, 220px)',
      from: 560,
      cell: (row, active) => (row.peer ? <PeerName peer={row.peer} inline link tabIndex={active ? 0 : -1} /> : ''),
    },
    {
      id: 'when',
      header: t('activity:when'),
      width: '112px',
      phone: '84px',
      align: 'end',
      cell: (row) => (
        <time className="quiet" dateTime={format.iso(row.time)} title={format.dateTime(row.time)}>
          {format.relative(row.time, now)}
        </time>
      ),
    },
  ]

  const body = (() => {
    if (stream.status === 'error' && stream.error && !entries)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!entries) return <LoadingPanel />
    if (rows.length > 0)
      return (
        <DataGrid
          label={t('common:nav.activity')}
          name="activity"
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          testId="activity-row"
          freezeKey={view}
        />
      )
    if (entries.length > 0) {
      return (
        <StatePanel
          icon={<IconActivity size={24} />}
          title={t('activity:noMatch.title')}
          text={t('activity:noMatch.text')}
        >
          <Button variant="default" onClick={() => setView('all')}>
            {t('activity:showAll')}
          </Button>
        </StatePanel>
      )
    }
    return (
      <StatePanel icon={<IconActivity size={24} />} title={t('activity:empty.title')} text={t('activity:empty.text')} />
    )
  })()

  return (
    <Page
      title={t('common:nav.activity')}
      tools={
        <SegmentedControl
          value={view}
          onChange={(value) => setView(VIEWS.find((item) => item === value) ?? 'all')}
          data={VIEWS.map((value) => ({ value, label: t(`activity:views.${value}`) }))}
          aria-label={t('activity:show')}
        />
      }
      foot={entries && <span>{t('activity:total', { count: rows.length })}</span>}
    >
      {entries && <SincePanel entries={entries} looked={looked} />}
      {body}
    </Page>
  )
}
