import type { LimitRule, Settings } from '../../contract/node.ts'
import type { ActiveLimits } from '../../contract/views/transfer-views.ts'

type Limited = Pick<Settings, 'transferLimits' | 'transferSchedule' | 'alternativeLimits' | 'alternativeLimitsOn'>

/** True if `rule` applies in that hour; a rule that spans midnight belongs to the day on which it begins. */
function holds({ days, from, to }: LimitRule, day: number, hour: number): boolean {
  if (from < to) return days.includes(day) && hour >= from && hour < to
  return (days.includes(day) && hour >= from) || (days.includes((day + 6) % 7) && hour < to)
}

/** The first rule that applies at `now` (ms), in the machine's time zone. */
function ruleAt(rules: readonly LimitRule[], now: number): LimitRule | undefined {
  const at = new Date(now)
  return rules.find((rule) => holds(rule, at.getDay(), at.getHours()))
}

/**
 * Limits of all transfers at `now`, in bytes per second (0: none), and until when; rules change on the hour. The
 * alternative limits, once switched on, apply instead of the schedule until they are switched off.
 */
export function limitsAt(limited: Limited, now: number): ActiveLimits {
  const { transferLimits, transferSchedule } = limited
  if (limited.alternativeLimitsOn) {
    const { down, up } = limited.alternativeLimits
    return { down, up, scheduled: false, alternative: true, until: null }
  }
  const rule = ruleAt(transferSchedule, now)
  const { down, up } = rule ?? transferLimits
  let until: number | null = null
  const at = new Date(now)
  for (let hours = 1; transferSchedule.length > 0 && hours <= 7 * 24 && until === null; hours++) {
    const next = new Date(at.getFullYear(), at.getMonth(), at.getDate(), at.getHours() + hours).getTime()
    if (ruleAt(transferSchedule, next) !== rule) until = next
  }
  return { down, up, scheduled: rule !== undefined, alternative: false, until }
}
