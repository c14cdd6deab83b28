import { ActionIcon, Button, Chip, Select, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { LimitRule } from '../../../../main/contract/node.ts'
import { useText } from '../../../hooks/use-text.ts'
import { RateField } from './rate-field.tsx'
import classes from './transfers.module.css'

const DAYS = [1, 2, 3, 4, 5, 6, 0]
const HOURS = Array.from({ length: 25 }, (_, hour) => hour)
const clockTime = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
const FRESH: LimitRule = { days: [1, 2, 3, 4, 5], from: 8, to: 18, down: 1_000_000, up: 200_000 }
/** Any Sunday, to format weekday names. */
const SUNDAY = Date.UTC(2026, 0, 4, 12)

/** Scheduled limits by weekday and hour; the first matching rule applies. */
export function Schedule({ rules, onSave }: { rules: readonly LimitRule[]; onSave: (rules: LimitRule[]) => void }) {
  const { t, i18n } = useText()
  const change = (index: number, part: Partial<LimitRule>): void =>
    onSave(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)))
  const dayName = (day: number): string =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(SUNDAY + day * 86_400_000)
  return (
    <div className={classes.schedule}>
      {rules.map((rule, index) => {
        const name = t('settings:schedule.rule', { number: index + 1 })
        const hours = (part: 'from' | 'to') =>
          HOURS.slice(part === 'from' ? 0 : 1, part === 'from' ? 24 : 25).map((hour) => ({
            value: String(hour),
            label: clockTime(hour),
          }))
        return (
          <fieldset key={index} className={classes.rule} aria-label={name}>
            <div className={classes.days} role="group" aria-label={t('settings:schedule.days')}>
              {DAYS.map((day) => (
                <Chip
                  key={day}
                  size="xs"
                  checked={rule.days.includes(day)}
                  onChange={(on) => {
                    const days = on ? [...rule.days, day] : rule.days.filter((one) => one !== day)
                    if (days.length > 0) change(index, { days })
                  }}
                >
                  {dayName(day)}
                </Chip>
              ))}
            </div>
            <div className={classes.line}>
              <Select
                size="xs"
                w={86}
                aria-label={t('settings:schedule.from')}
                allowDeselect={false}
                value={String(rule.from)}
                data={hours('from')}
                onChange={(value) => change(index, { from: Number(value) })}
              />
              <span aria-hidden="true">–</span>
              <Select
                size="xs"
                w={86}
                aria-label={t('settings:schedule.to')}
                allowDeselect={false}
                value={String(rule.to)}
                data={hours('to')}
                onChange={(value) => change(index, { to: Number(value) })}
              />
              <span className={classes.arrow} aria-hidden="true">
                ↓
              </span>
              <RateField
                label={t('settings:limits.down')}
                value={rule.down}
                onSave={(down) => change(index, { down })}
              />
              <span className={classes.arrow} aria-hidden="true">
                ↑
              </span>
              <RateField label={t('settings:limits.up')} value={rule.up} onSave={(up) => change(index, { up })} />
              <Tooltip label={t('settings:schedule.remove')}>
                <ActionIcon
                  aria-label={`${t('settings:schedule.remove')}: ${name}`}
                  onClick={() => onSave(rules.filter((_, at) => at !== index))}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </Tooltip>
            </div>
          </fieldset>
        )
      })}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onSave([...rules, FRESH])}
        disabled={rules.length >= 64}
        data-testid="schedule-add"
      >
        {t('settings:schedule.add')}
      </Button>
    </div>
  )
}
