import { IconBan, IconHeartbeat, IconList, IconTopologyStar3 } from '@tabler/icons-react'
import { ViewLinks } from '../../components/page/view-links.tsx'
import { useText } from '../../hooks/use-text.ts'

export type PeersView = 'table' | 'graph' | 'excluded' | 'health'

const VIEWS = [
  { id: 'table', href: '/peers', icon: IconList },
  { id: 'graph', href: '/peers/graph', icon: IconTopologyStar3 },
  { id: 'excluded', href: '/peers/excluded', icon: IconBan },
  { id: 'health', href: '/peers/health', icon: IconHeartbeat },
] as const

/** Links to the views of the peers page. */
export function PeersViewLinks({ view }: { view: PeersView }) {
  const { t } = useText()
  return (
    <ViewLinks
      label={t('trust:views.label')}
      here={view}
      views={VIEWS.map((one) => ({ ...one, label: t(`trust:views.${one.id}`) }))}
    />
  )
}
