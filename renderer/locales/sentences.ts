/** Sentences one after another: a Japanese full stop brings its own space. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.reduce<string>((said, part) => {
    if (!part) return said
    return said === '' || said.endsWith('。') ? said + part : `${said} ${part}`
  }, '')
}
