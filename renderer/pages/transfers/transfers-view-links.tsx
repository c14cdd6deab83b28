import { IconArrowsDownUp, IconChartBar, IconHistory, IconUsersPlus } from '@tabler/icons-react'
import { ViewLinks } from '../../components/page/view-links.tsx'
import { useText } from '../../hooks/use-text.ts'

export type TransfersView = 'list' | 'uploads' | 'history' | 'statistics'

const VIEWS = [
  { id: 'list', href: '/transfers', icon: IconArrowsDownUp },
  { id: 'uploads', href: '/transfers/uploads', icon: IconUsersPlus },
  { id: 'history', href: '/transfers/history', icon: IconHistory },
  { id: 'statistics', href: '/transfers/statistics', icon: IconChartBar },
] as const

/** Links to the views of the transfers page. */
export function TransfersViewLinks({ view }: { view: TransfersView }) {
  const { t } = useText()
  return (
    <ViewLinks
      label={t('transfers:pages.label')}
      here={view}
      views={VIEWS.map((one) => ({ ...one, label: t(`transfers:pages.${one.id}`) }))}
    />
  )
}
