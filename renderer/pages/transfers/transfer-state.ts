import type { Problem } from '../../../main/contract/base.ts'
import { EXCLUSION_REASONS } from '../../../main/contract/peers.ts'
import type { QueuePlace } from '../../../main/contract/views/transfer-views.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { Formats } from '../../locales/format.ts'
import { problemText } from '../../locales/problem-text.ts'
import type { Translate } from '../../hooks/use-text.ts'

/** Remaining ms at the current rate; null if unknown. */
export function timeLeft(transfer: Pick<Transfer, 'state' | 'size' | 'moved' | 'rate'>): number | null {
  if (transfer.state !== 'active' || transfer.rate < 1) return null
  return (Math.max(0, transfer.size - transfer.moved) / transfer.rate) * 1000
}

/** Fraction transferred, 0 to 1; 1 for an empty file. */
export function shareMoved(transfer: Pick<Transfer, 'size' | 'moved' | 'state'>): number {
  if (transfer.size === 0) return transfer.state === 'done' ? 1 : 0
  return Math.min(1, transfer.moved / transfer.size)
}

interface StateText {
  text: string
  /** What to do; empty if nothing. */
  hint: string
  tone: 'good' | 'bad' | 'wait' | 'plain'
}

/** Who excludes whom and why, from `details.by` and `details.reason` of EXCLUDED. */
function excludedText({ code, details }: Problem, t: Translate): { title: string; hint: string } | null {
  if (code !== 'EXCLUDED') return null
  if (details.by === 'you') return { title: t('transfers:excluded.you'), hint: t('transfers:excluded.youHint') }
  if (details.by !== 'peer') return null
  const reason = EXCLUSION_REASONS.find((one) => one === details.reason) ?? 'unknown'
  return {
    title: `${t('transfers:excluded.peer')} ${t(`trust:excludedBy.${reason}`)}`,
    hint: t('transfers:excluded.peerHint'),
  }
}

type Told = { title: string; hint: string }
type DownCause =
  'vanished' | 'changed' | 'notShared' | 'unreadable' | 'refused' | 'newcomer' | 'abusive' | 'corrupt' | 'silent'
type UpCause = 'turn' | 'left' | 'unsigned' | 'newcomer' | 'changed'

/** Causes with their own texts, by `details.reason` of a problem or by its code. */
const DOWN: Readonly<Record<string, DownCause>> = {
  vanished: 'vanished',
  changed: 'changed',
  'not-shared': 'notShared',
  unreadable: 'unreadable',
  refused: 'refused',
  newcomer: 'newcomer',
  abusive: 'abusive',
  CORRUPT: 'corrupt',
  TIMEOUT: 'silent',
}
const UP: Readonly<Record<string, UpCause>> = {
  turn: 'turn',
  left: 'left',
  CANCELLED: 'left',
  unsigned: 'unsigned',
  newcomer: 'newcomer',
  vanished: 'changed',
  changed: 'changed',
  'not-shared': 'changed',
  unreadable: 'changed',
}

/** Text by direction: for a peer's changed file "The file changed on disk" would be misleading. */
function causeText({ code, details }: Problem, direction: Transfer['direction'], t: Translate): Told | null {
  const of = <T>(causes: Readonly<Record<string, T>>): T | undefined => causes[String(details.reason)] ?? causes[code]
  if (direction === 'up') {
    const cause = of(UP)
    return cause ? { title: t(`transfers:cause.up.${cause}.text`), hint: t(`transfers:cause.up.${cause}.hint`) } : null
  }
  const cause = of(DOWN)
  if (cause === undefined || (cause === 'silent' && details.seconds === undefined)) return null
  return {
    title: t(`transfers:cause.down.${cause}.text`, { ...details }),
    hint: t(`transfers:cause.down.${cause}.hint`),
  }
}

/** The text for a problem of a transfer or source, and what to do about it. */
export function whyText(problem: Problem, direction: Transfer['direction'], t: Translate, language: string): Told {
  return excludedText(problem, t) ?? causeText(problem, direction, t) ?? problemText(problem, t, language)
}

/** Problems that a retry cannot fix: the advice is shown beside the time of the next attempt. */
const NEEDS_SOMEBODY = new Set([
  'NO_SPACE',
  'FILE_TOO_LARGE',
  'READ_ONLY',
  'DISK_ERROR',
  'FOLDER_MISSING',
  'FOLDER_UNREADABLE',
])

/** Missing disk space, from `details.needed` and `details.free` of NO_SPACE in bytes. */
function roomText({ code, details }: Problem, t: Translate, format: Formats): string {
  if (code !== 'NO_SPACE' || typeof details.needed !== 'number' || typeof details.free !== 'number') return ''
  return t('transfers:room', { needed: format.bytes(details.needed), free: format.bytes(details.free) })
}

/** "Position 3 of 7, because ...": the place in a peer's upload queue. */
export function queuedText({ position, of, reason }: QueuePlace, t: Translate): string {
  return t('transfers:queued.place', { position, of, because: t(`transfers:queued.because.${reason}`) })
}

/** What a transfer is doing, or why it stopped. */
export function stateText(transfer: Transfer, t: Translate, language: string, format: Formats): StateText {
  if (transfer.queued && transfer.state === 'waiting')
    return {
      text: queuedText(transfer.queued, t),
      hint: t(`transfers:queued.hint.${transfer.queued.reason}`),
      tone: 'wait',
    }
  if (transfer.problem) {
    const { title, hint: advice } = whyText(transfer.problem, transfer.direction, t, language)
    const again =
      transfer.retryAt === null
        ? ''
        : t('transfers:retryAt', { time: format.moment(transfer.retryAt, Date.now()), count: transfer.attempts })
    const helps = again === '' || NEEDS_SOMEBODY.has(transfer.problem.code) ? advice : ''
    const hint = [roomText(transfer.problem, t, format), helps, again].filter(Boolean).join(' ')
    return { text: title, hint, tone: transfer.state === 'failed' ? 'bad' : 'wait' }
  }
  switch (transfer.state) {
    case 'waiting':
      return transfer.peerOnline
        ? {
            text:
              transfer.place === null
                ? t('transfers:state.waiting')
                : t('transfers:state.waitingAt', { place: format.number(transfer.place) }),
            hint: '',
            tone: 'plain',
          }
        : { text: t('transfers:state.waitingForPeer'), hint: t('transfers:state.waitingForPeerHint'), tone: 'wait' }
    case 'done':
      return {
        text: t(`transfers:state.done_${transfer.direction}`, {
          time: format.moment(transfer.ended ?? transfer.started, Date.now()),
        }),
        hint: '',
        tone: 'good',
      }
    case 'failed':
      return { text: t('transfers:state.failed'), hint: '', tone: 'bad' }
    case 'active':
      return { text: t(`transfers:state.active_${transfer.direction}`), hint: '', tone: 'plain' }
    case 'verifying':
    case 'paused':
      return { text: t(`transfers:state.${transfer.state}`), hint: '', tone: 'plain' }
  }
}

/** Sorts after every queue position. */
const LAST = Number.MAX_SAFE_INTEGER
const ORDER: Record<Transfer['state'], number> = { active: 0, verifying: 0, waiting: 1, paused: 2, failed: 3, done: 4 }

/** Sort order: running, waiting in queue order, then finished; newest first within each. */
export function byUrgency(a: Transfer, b: Transfer): number {
  return (
    ORDER[a.state] - ORDER[b.state] ||
    (a.place ?? LAST) - (b.place ?? LAST) ||
    (b.ended ?? b.started) - (a.ended ?? a.started) ||
    (a.id < b.id ? -1 : 1)
  )
}
