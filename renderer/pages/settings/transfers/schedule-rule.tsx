import type { ReactNode } from 'react'
import { Chip, Select } from '@mantine/core'
import type { LimitRule } from '../../../../main/contract/node.ts'
import { useText } from '../../../hooks/use-text.ts'
import { RateField } from '../../../components/rate-field.tsx'
import classes from './transfers.module.css'

const DAYS = [1, 2, 3, 4, 5, 6, 0]
const HOURS = Array.from({ length: 25 }, (_, hour) => hour)
const clockTime = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
/** Any Sunday, to format weekday names. */
const SUNDAY = Date.UTC(2026, 0, 4, 12)

const hours = (part: 'from' | 'to') =>
  HOURS.slice(part === 'from' ? 0 : 1, part === 'from' ? 24 : 25).map((hour) => ({
    value: String(hour),
    label: clockTime(hour),
  }))

interface ScheduleRuleProps {
  name: string
  rule: LimitRule
  onChange: (rule: LimitRule) => void
  /** Commands at the end of its second line. */
  children: ReactNode
}

/** The fields of one rule: days, hours, and the limits for them. A rule always has a day. */
export function ScheduleRule({ name, rule, onChange, children }: ScheduleRuleProps) {
  const { t, i18n } = useText()
  const change = (part: Partial<LimitRule>): void => onChange({ ...rule, ...part })
  const dayName = (day: number): string =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(SUNDAY + day * 86_400_000)
  return (
    <fieldset className={classes.rule} aria-label={name} data-testid="schedule-rule">
      <div className={classes.days} role="group" aria-label={t('settings:schedule.days')}>
        {DAYS.map((day) => (
          <Chip
            key={day}
            size="xs"
            checked={rule.days.includes(day)}
            onChange={(on) => {
              const days = on ? [...rule.days, day] : rule.days.filter((one) => one !== day)
              if (days.length > 0) change({ days })
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
          onChange={(value) => change({ from: Number(value) })}
        />
        <span aria-hidden="true">–</span>
        <Select
          size="xs"
          w={86}
          aria-label={t('settings:schedule.to')}
          allowDeselect={false}
          value={String(rule.to)}
          data={hours('to')}
          onChange={(value) => change({ to: Number(value) })}
        />
        <span className={classes.arrow} aria-hidden="true">
          ↓
        </span>
        <RateField label={t('settings:limits.down')} value={rule.down} onSave={(down) => change({ down })} />
        <span className={classes.arrow} aria-hidden="true">
          ↑
        </span>
        <RateField label={t('settings:limits.up')} value={rule.up} onSave={(up) => change({ up })} />
        {children}
      </div>
    </fieldset>
  )
}
