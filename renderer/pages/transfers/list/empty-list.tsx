import { Button } from '@mantine/core'
import { IconArrowsDownUp, IconSearch } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import type { DirectionFilter } from './list-tools.tsx'

/** Placeholder of the list: no transfers of this direction, or none that match `text`. */
export function EmptyList({
  direction,
  text,
  onClear,
}: {
  direction: DirectionFilter
  text: string
  onClear: () => void
}) {
  const { t } = useText()
  const [, navigate] = useLocation()
  if (text !== '')
    return (
      <StatePanel
        icon={<IconSearch size={24} />}
        title={t('transfers:noMatch.title', { text })}
        text={t('transfers:noMatch.text')}
      >
        <Button variant="default" onClick={onClear}>
          {t('transfers:noMatch.action')}
        </Button>
      </StatePanel>
    )
  return (
    <StatePanel
      icon={<IconArrowsDownUp size={24} />}
      title={t(`transfers:empty.${direction}.title`)}
      text={t(`transfers:empty.${direction}.text`)}
    >
      <Button variant="default" leftSection={<IconSearch size={15} aria-hidden />} onClick={() => navigate('/')}>
        {t('transfers:empty.action')}
      </Button>
    </StatePanel>
  )
}
