/**
 * Normalises text for search: unifies compatibility forms (full and half width, ligatures), removes case, invisible
 * characters and Latin, Greek and Cyrillic accents, keeps kana marks, and collapses white space.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
