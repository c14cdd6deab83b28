import { type Opened, openedText } from '../../../main/contract/views/opened.ts'

/** Event of the page for what was pasted or dropped. */
export const OFFERED = 'hyoban:offered'

/**
 * Opens the dialog for a pasted, typed or dropped link or invitation. Anything else is returned as what is wrong with
 * it.
 */
export function offerText(text: string): Extract<Opened, { kind: 'fault' }> | null {
  const opened = openedText(text)
  if (opened.kind === 'fault') return opened
  window.dispatchEvent(new CustomEvent<Opened>(OFFERED, { detail: opened }))
  return null
}
