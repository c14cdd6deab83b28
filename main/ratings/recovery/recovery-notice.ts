import { HyobanError } from '../../base/errors.ts'
import { MIN_HOLDERS, type RecoveryState } from './log-recovery.ts'

/** What the user sees once the node has continued in a new log by itself. */
export function restartedNotice(): HyobanError {
  return new HyobanError('IN_USE', 'Your rating log had two histories. You now write in a new one.', {
    hint:
      'Another computer uses this identity, or this disk was restored from a backup. Use it on one computer only. ' +
      'Your earlier ratings still count. Peers that excluded you for it hear of the new log when they meet you.',
    details: { problem: 'logRestarted' },
  })
}

/** What the user sees while the own rating log is held; `waiting` ratings by the user wait for it. */
export function recoveryNotice({ reason, found, known, holders }: RecoveryState, waiting: number): HyobanError {
  const details = { found, known: Math.max(found, known), holders, needed: MIN_HOLDERS, waiting }
  const progress = `Found so far: ${found} of ${details.known}; the same at ${holders} of ${MIN_HOLDERS} peers.`
  if (reason === 'grown')
    return new HyobanError('IN_USE', 'Your rating log has grown without this computer.', {
      hint:
        'Another computer uses this identity, or this disk was restored from a backup. Use it on one computer only. ' +
        `New ratings wait (${waiting} so far). ${progress} Settings, Identity, shows what you can do.`,
      details: { ...details, problem: 'logGrown' },
    })
  return new HyobanError('IN_USE', 'Your own ratings are being recovered from your peers.', {
    hint: `New ratings wait (${waiting} so far). ${progress} Settings, Identity, shows what you can do.`,
    details: { ...details, problem: 'comingBack' },
  })
}
