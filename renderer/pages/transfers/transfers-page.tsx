import { HistoryView } from './history/history-view.tsx'
import { ListView } from './list/list-view.tsx'
import { StatisticsView } from './statistics/statistics-view.tsx'
import { UploadsView } from './uploads/uploads-view.tsx'
import type { TransfersView } from './transfers-view-links.tsx'

/** The transfers page: list, upload queue, history and statistics. */
export function TransfersPage({ view }: { view: TransfersView }) {
  switch (view) {
    case 'list':
      return <ListView />
    case 'uploads':
      return <UploadsView />
    case 'history':
      return <HistoryView />
    case 'statistics':
      return <StatisticsView />
  }
}
