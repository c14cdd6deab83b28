const SEARCH_INPUT = 'search-input'

/** The search field's id, for its label and for "/". */
export const searchInputId = SEARCH_INPUT

/** Puts the keyboard into the search field; `go` leads to the page that has it. */
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
