import type { AppUpdate } from '../../main/contract/desktop.ts'
import type { Translate } from '../hooks/use-text.ts'

/** How the app's updates stand, and what to do if anything, in one or two sentences. */
export function updateText({ state, reason, version, percent }: AppUpdate, t: Translate): string {
  switch (reason) {
    case 'notInstalled':
    case 'noServer':
    case 'unsupported':
      return t(`settings:update.off.${reason}`)
    case 'unreachable':
    case 'damaged':
    case 'unsigned':
    case 'disk':
      return t(`settings:update.failed.${reason}`)
  }
  if (state === 'off' || state === 'failed') return ''
  return t(`settings:update.${state}`, { version: version ?? '', percent })
}
