import { Button } from '@mantine/core'
import { IconFolderPlus, IconSearchOff, IconStar, IconUsers } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SearchResult } from '../../../../main/contract/search.ts'
import { AlonePanel, useAlone } from '../../../components/feedback/alone-panel.tsx'
import { LoadingPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'

/** Placeholder when there are no rows. */
export function NoResults({
  result,
  text,
  filtered,
  onClear,
  onWish,
}: {
  result: SearchResult
  text: string
  filtered: boolean
  onClear: () => void
  onWish: () => void
}) {
  const { t } = useText()
  const [, navigate] = useLocation()
  const alone = useAlone()
  if (result.arriving > 0 || (result.network?.waiting ?? 0) > 0)
    return (
      <LoadingPanel
        title={result.arriving > 0 ? t('search:arriving', { count: result.arriving }) : t('search:asking')}
      />
    )
  if (alone && !result.problem) return <AlonePanel {...alone} />
  if (!filtered) {
    return (
      <StatePanel icon={<IconUsers size={24} />} title={t('search:empty.title')} text={t('search:empty.text')}>
        <Button
          variant="default"
          leftSection={<IconFolderPlus size={15} aria-hidden />}
          onClick={() => navigate('/library')}
        >
          {t('search:empty.action')}
        </Button>
      </StatePanel>
    )
  }
  return (
    <StatePanel
      icon={<IconSearchOff size={24} />}
      title={
        result.problem ? t('search:none.problem') : text ? t('search:none.title', { text }) : t('search:none.kind')
      }
      text={result.problem ? t('search:none.mend') : t('search:none.text', { count: result.catalogues })}
    >
      <Button variant="default" onClick={onClear}>
        {t('search:clear')}
      </Button>
      {text !== '' && !result.problem && (
        <Button variant="default" leftSection={<IconStar size={15} aria-hidden />} onClick={onWish}>
          {t('search:saved.wish')}
        </Button>
      )}
    </StatePanel>
  )
}
