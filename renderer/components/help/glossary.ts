/** The glossary's tables of terms: without its title, and without the words that code avoids. */
export function termsOnly(glossary: string): string {
  const start = glossary.indexOf('\n## ')
  const end = glossary.indexOf('\n## Words we avoid')
  return glossary.slice(Math.max(0, start), end < 0 ? undefined : end)
}
