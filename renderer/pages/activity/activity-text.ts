import type { ActivityEntry } from '../../../main/contract/activity.ts'
import { problem } from '../../../main/contract/base.ts'
import { ratingReason } from '../../../main/contract/peers.ts'
import type { Formats } from '../../locales/format.ts'
import type { Translate } from '../../hooks/use-text.ts'

/** Reasons of a refused upload, as sent by the node. */
const REFUSALS = ['refused', 'busy', 'not-shared', 'vanished', 'changed', 'unreadable', 'excluded', 'newcomer'] as const
/** Reasons why a peer excludes this node. */
const EXCLUSIONS = ['trust', 'blocked', 'conflict'] as const
const BYTES = new Set(['size', 'bytes'])
const SCORES = new Set(['score', 'u', 'from', 'to', 'total', 'recent', 'threshold'])

/**
 * The values of an entry in the page's language: sizes with units, scores with two digits, reasons and codes as text.
 */
function formattedValues(
  values: ActivityEntry['values'],
  t: Translate,
  format: Formats,
): Record<string, string | number> {
  const formatted: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(values))
    formatted[name] = typeof value === 'number' ? sayNumber(name, value, format) : sayWord(name, value, t)
  return formatted
}

function sayNumber(name: string, value: number, format: Formats): string | number {
  if (BYTES.has(name)) return format.bytes(value)
  return SCORES.has(name) ? format.score(value) : value
}

function sayWord(name: string, value: string, t: Translate): string {
  if (name === 'rater') return value || t('common:unnamed')
  if (name !== 'reason' && name !== 'code') return value
  const reason = ratingReason.safeParse(value)
  if (reason.success) return t(`peers:reasons.${reason.data}`)
  const code = problem.shape.code.safeParse(value)
  return code.success ? t(`errors:${code.data}`) : value
}

type Rating = Extract<ActivityEntry['kind'], 'ratingGiven' | 'ratingReceived' | 'ratingSeen'>
const RATINGS: readonly string[] = ['ratingGiven', 'ratingReceived', 'ratingSeen'] satisfies Rating[]

/** A bad score for a complete file: the mark of a false evaluator. */
function isContradiction(entry: ActivityEntry): entry is ActivityEntry & { kind: Rating } {
  const { score, reason } = entry.values
  return RATINGS.includes(entry.kind) && reason === 'served' && typeof score === 'number' && score < 0.5
}

const WHOSE = ['you', 'trusted', 'both', 'anybody'] as const

/** Text key for an exclusion; entries of earlier versions have no reason. */
function excludedKey({ why, whose, failed }: ActivityEntry['values']) {
  if (why === 'blocked' || why === 'proof') return `excluded.${why}` as const
  return why === 'excluded' && failed !== 0
    ? (`excluded.failed.${WHOSE.find((one) => one === whose) ?? 'anybody'}` as const)
    : ('kind.peerExcluded' as const)
}

/** Text key for a readmission, by who decided it. */
function readmittedKey({ by, u }: ActivityEntry['values']) {
  return by === 'user'
    ? ('readmitted.user' as const)
    : u === undefined
      ? ('readmitted.plain' as const)
      : ('kind.peerReadmitted' as const)
}

/** One entry of the feed as text. */
export function activityText(entry: ActivityEntry, t: Translate, format: Formats): string {
  const peer = entry.peer ? entry.peer.name || entry.peer.fingerprint : t('activity:somebody')
  const refusal =
    entry.kind === 'uploadRefused'
      ? REFUSALS.find((name) => name === entry.values.reason)
      : entry.kind === 'excludedByPeer'
        ? EXCLUSIONS.find((name) => name === entry.values.reason)
        : undefined
  const values = {
    ...formattedValues(entry.values, t, format),
    ...(refusal ? { reason: t(`activity:refusal.${refusal}`) } : {}),
    peer,
  }
  if (entry.kind === 'peerExcluded') return t(`activity:${excludedKey(entry.values)}`, values)
  if (entry.kind === 'peerReadmitted') return t(`activity:${readmittedKey(entry.values)}`, values)
  return t(isContradiction(entry) ? `activity:although.${entry.kind}` : `activity:kind.${entry.kind}`, values)
}
