import { IconBookmark, IconSearch } from '@tabler/icons-react'
import { useSavedSearches } from '../../client/streams/streams.ts'
import { ViewLinks } from '../../components/page/view-links.tsx'
import { useText } from '../../hooks/use-text.ts'

/** Links to search and saved searches, with the number of new results. */
export function SearchViewLinks({ view }: { view: 'search' | 'saved' }) {
  const { t } = useText()
  const unseen = (useSavedSearches().data ?? []).reduce((sum, one) => sum + one.unseen, 0)
  return (
    <ViewLinks
      label={t('search:pages.label')}
      here={view}
      views={[
        { id: 'search', href: '/', icon: IconSearch, label: t('search:pages.search') },
        {
          id: 'saved',
          href: '/search/saved',
          icon: IconBookmark,
          label: unseen > 0 ? t('search:pages.savedNew', { count: unseen }) : t('search:pages.saved'),
        },
      ]}
    />
  )
}
