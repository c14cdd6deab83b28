/** Joins sentences; a Japanese full stop needs no space after it. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.reduce<string>((said, part) => {
    if (!part) return said
    return said === '' || said.endsWith('。') ? said + part : `${said} ${part}`
  }, '')
}
