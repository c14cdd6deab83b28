import { useState } from 'react'
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { LimitRule } from '../../../../main/contract/node.ts'
import { useText } from '../../../hooks/use-text.ts'
import { ScheduleRule } from './schedule-rule.tsx'
import classes from './transfers.module.css'

const FRESH: LimitRule = { days: [1, 2, 3, 4, 5], from: 8, to: 18, down: 1_000_000, up: 200_000 }

/**
 * Scheduled limits by weekday and hour; the first matching rule applies. A new one limits nothing before it is saved.
 */
export function Schedule({ rules, onSave }: { rules: readonly LimitRule[]; onSave: (rules: LimitRule[]) => void }) {
  const { t } = useText()
  const [draft, setDraft] = useState<LimitRule | null>(null)
  const nameOf = (index: number): string => t('settings:schedule.rule', { number: index + 1 })
  return (
    <div className={classes.schedule}>
      {rules.map((rule, index) => (
        <ScheduleRule
          key={index}
          name={nameOf(index)}
          rule={rule}
          onChange={(changed) => onSave(rules.map((one, at) => (at === index ? changed : one)))}
        >
          <Tooltip label={t('settings:schedule.remove')}>
            <ActionIcon
              aria-label={`${t('settings:schedule.remove')}: ${nameOf(index)}`}
              onClick={() => onSave(rules.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>
        </ScheduleRule>
      ))}
      {draft ? (
        <ScheduleRule name={t('settings:schedule.draft')} rule={draft} onChange={setDraft}>
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => setDraft(null)}>
              {t('common:cancel')}
            </Button>
            <Button
              size="xs"
              onClick={() => {
                onSave([...rules, draft])
                setDraft(null)
              }}
              data-testid="schedule-save"
            >
              {t('settings:schedule.save')}
            </Button>
          </Group>
        </ScheduleRule>
      ) : (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setDraft(FRESH)}
          disabled={rules.length >= 64}
          data-testid="schedule-add"
        >
          {t('settings:schedule.add')}
        </Button>
      )}
    </div>
  )
}
