/**
 * Version of `foldText`. A change of what it returns needs the next number: stored indexes that were written by another
 * version are folded anew (`main/store/search/index-folding.ts`).
 */
export const FOLD_VERSION = 2

/** Apostrophes and single quotation marks, accents that stand alone, and letters used as apostrophes. */
const APOSTROPHE = /[`´‘’‛′ʹʻʼʽʾʿˈꞌ՚׳]/gu
/** Double quotation marks of one kind with `"`; guillemets are none, because they are also arrows. */
const QUOTATION = /[“”„‟″〝〞״]/gu
const DASH = /[\p{Pd}−⁃]/gu
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/gu
/**
 * Marks that people leave out when they type: accents of Latin, Greek and Cyrillic; titlo; points and cantillation of
 * Hebrew; vowels, hamza and Quranic signs of Arabic with tatweel; vowels of Syriac; nukta of Devanagari; variation
 * selectors. Vowel signs of other scripts are letters.
 */
const MARKS = new RegExp(
  '[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
    '\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed' +
    '\\u0730-\\u074a\\u08d3-\\u08e1\\u08e3-\\u08ff\\u093c\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0' +
    '\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\u{e0100}-\\u{e01ef}]',
  'gu',
)

/** Letters that decompose into nothing that is typed instead of them, in lower case. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  þ: 'th',
  ŧ: 't',
  ς: 'σ',
  '⁄': '/',
  // alef with wasla, alef maksura and Farsi yeh, teh marbuta, keheh, the forms of heh
  '\u0671': '\u0627',
  '\u0649': '\u064a',
  '\u06cc': '\u064a',
  '\u0629': '\u0647',
  '\u06a9': '\u0643',
  '\u06be': '\u0647',
  '\u06c1': '\u0647',
  '\u06d5': '\u0647',
  // candrabindu as anusvara
  '\u0901': '\u0902',
  // khanda ta and the chillus, which were once written as a letter, a virama and an invisible joiner
  '\u09ce': '\u09a4\u09cd',
  '\u0d7a': '\u0d23\u0d4d',
  '\u0d7b': '\u0d28\u0d4d',
  '\u0d7c': '\u0d30\u0d4d',
  '\u0d7d': '\u0d32\u0d4d',
  '\u0d7e': '\u0d33\u0d4d',
  '\u0d7f': '\u0d15\u0d4d',
}
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu')
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g
const DIGIT = /(?![0-9])\p{Nd}/gu
/** Nikhahit before a tone mark, which was typed after it or is part of sara am. */
const NIKHAHIT = /\u0e4d([\u0e48-\u0e4b])/g
/** Fast path: most names are ASCII. */
const ASCII = /^[ -~]*$/

/** The value of a decimal digit of any script: digits come in runs of ten. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) as number
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return String(value)
}

/** Writes apostrophes, quotation marks, dashes and white space of all kinds as those of a keyboard. */
export function plainSigns(text: string): string {
  return text
    .replace(APOSTROPHE, "'")
    .replace(QUOTATION, '"')
    .replace(/〜/g, '~')
    .replace(DASH, '-')
    .replace(/[\t\n\v\f\r\x85\u2028\u2029]/g, ' ')
}

/**
 * Folds text for comparison, so that a name is found by what people type for it. The only folding of the index, of
 * queries, of sorting and of filters: NFKD, lower case, and none of the differences in docs/search.md (accents, points
 * and vowels that are left out, apostrophes, dashes, kana, digits, ligatures). Folding twice changes nothing.
 */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll('`', "'").replace(/ +/g, ' ').trim()
  const plain = plainSigns(text).replace(INVISIBLE, '').normalize('NFKD').toLowerCase().normalize('NFKD')
  return plainSigns(plain)
    .replace(MARKS, '')
    .replace(LETTER, (letter) => LETTERS[letter] as string)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(DIGIT, digitOf)
    .replace(NIKHAHIT, '$1\u0e4d')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * Folding of earlier versions, which keeps more differences. Texts are sent and printed in this form, so that peers of
 * those versions find as much as before, and keywords are split in it.
 */
export function foldTextV1(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
