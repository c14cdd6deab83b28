/**
 * Text as search compares it: compatibility forms (full and half width, ligatures) made one, case and Latin, Greek and
 * Cyrillic accents dropped, kana marks kept, what cannot be seen taken out, runs of blanks made one.
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
