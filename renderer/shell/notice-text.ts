import type { Notice } from '../../main/contract/activity.ts'
import type { Formats } from '../locales/format.ts'
import type { Translate } from '../hooks/use-text.ts'

/** Characters of a name in a notification, which has two lines. */
const MOST = 80

const short = (name: string): string => ([...name].length > MOST ? `${[...name].slice(0, MOST - 1).join('')}…` : name)

/** A notice in words: what happened, and to what; what to do where somebody must. */
export function noticeText(
  { kind, count, names, code }: Notice,
  t: Translate,
  format: Formats,
): { title: string; body: string } {
  const listed = names.map((name) => short(name || t('common:unnamed')))
  // a wish says how many results it has, the others how many they are
  const more = kind === 'wishFound' ? 0 : count - listed.length
  const body = format.list(more > 0 ? [...listed, t('activity:notice.more', { count: more })] : listed)
  const title = t(`activity:notice.${kind}`, { count })
  if (kind !== 'downloadFailed' || code === null) return { title, body }
  return {
    title,
    body: t('activity:notice.because', { names: body, why: t(`errors:${code}`), hint: t(`errors:hint.${code}`) }),
  }
}
