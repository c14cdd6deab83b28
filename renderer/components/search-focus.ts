const SEARCH_INPUT = 'search-input'

/** Id of the search field, for its label and the "/" shortcut. */
export const searchInputId = SEARCH_INPUT

/** Focuses the search field; `go` navigates to its page first if needed. */
export function focusSearch(go: () => void): void {
  const focus = (): boolean => {
    const input = document.getElementById(SEARCH_INPUT)
    if (!(input instanceof HTMLInputElement)) return false
    input.focus()
    input.select()
    return true
  }
  if (focus()) return
  go()
  requestAnimationFrame(() => requestAnimationFrame(focus))
}
