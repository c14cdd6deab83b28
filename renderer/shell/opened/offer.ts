import { type Opened, openedText } from '../../../main/contract/views/opened.ts'

/** Event of the page for what was pasted or dropped. */
export const OFFERED = 'hyoban:offered'

/** Opens the dialog for a pasted, typed or dropped link or invitation; false if the text is neither. */
export function offerLink(text: string): boolean {
  const opened = openedText(text)
  if (opened.kind === 'fault') return false
  window.dispatchEvent(new CustomEvent<Opened>(OFFERED, { detail: opened }))
  return true
}
