/**
 * Text in the form that search compares: compatibility forms (full and half width, ligatures) unified, case and Latin,
 * Greek and Cyrillic accents removed, kana marks kept, invisible characters removed, white space collapsed.
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
