import type { Notice } from '../../main/contract/activity.ts'
import type { Formats } from '../locales/format.ts'
import type { Translate } from '../hooks/use-text.ts'

/** Maximum characters of a name in a notification, which has two lines. */
const MAX_NAME_LENGTH = 80

const short = (name: string): string =>
  [...name].length > MAX_NAME_LENGTH ? `${[...name].slice(0, MAX_NAME_LENGTH - 1).join('')}…` : name

/** The text of a notice: what happened, to what, and what to do if anything. */
export function noticeText(
  { kind, count, names, code }: Notice,
  t: Translate,
  format: Formats,
): { title: string; body: string } {
  const listed = names.map((name) => short(name || t('common:unnamed')))
  // A watched query counts its results, the other kinds their notices.
  const more = kind === 'wishFound' ? 0 : count - listed.length
  const body = format.list(more > 0 ? [...listed, t('activity:notice.more', { count: more })] : listed)
  const title = t(`activity:notice.${kind}`, { count })
  if (kind !== 'downloadFailed' || code === null) return { title, body }
  return {
    title,
    body: t('activity:notice.because', { names: body, why: t(`errors:${code}`), hint: t(`errors:hint.${code}`) }),
  }
}
