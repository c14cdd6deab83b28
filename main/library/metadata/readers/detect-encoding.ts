/** Bytes that detection looks at: enough for certainty, and a matter of milliseconds. */
const MAX_BYTES = 16 * 1024
/** A guess is sure if it has this confidence, and no other guess comes near. */
const SURE = 0.02
const NEAR = 0.8
/** Fewer bytes beyond ASCII say nothing, however sure the rest of the text makes the detector. */
const MIN_LETTERS = 3
/** How far the encoding of the user's language may be behind the best guess, and still be taken. */
const PRIOR = 0.6
/** Where Latin-1 is claimed, wrongly or not: how sure another script or another Latin alphabet must be. */
const SURE_SCRIPT = 0.08
const SURE_ALPHABET = 0.03
const FAR = 0.35

/** Encodings in use before Unicode, by the names of the Encoding Standard; others are not guessed. */
const USED = new Set([
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256'],
  ...['windows-1257', 'windows-1258', 'windows-874', 'iso-8859-2', 'iso-8859-7', 'iso-8859-15', 'koi8-r', 'koi8-u'],
  ...['ibm866', 'shift_jis', 'euc-jp', 'iso-2022-jp', 'gb18030', 'big5', 'euc-kr', 'utf-16le', 'utf-16be'],
])
/** Names that the detector has for encodings that TextDecoder names otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  shift_jis_2004: 'shift_jis',
  'euc-jis-2004': 'euc-jp',
  cp949: 'euc-kr',
  cp874: 'windows-874',
  big5hkscs: 'big5',
  gbk: 'gb18030',
}
/** Encodings by language; windows-1252 for all others. */
const OF_LANGUAGE: Readonly<Record<string, readonly string[]>> = {
  ja: ['shift_jis', 'euc-jp'],
  zh: ['gb18030', 'big5'],
  ko: ['euc-kr'],
  ...Object.fromEntries(['ru', 'uk', 'bg', 'be', 'sr', 'mk'].map((language) => [language, ['windows-1251', 'koi8-r']])),
  ...Object.fromEntries(
    ['pl', 'cs', 'sk', 'hu', 'ro', 'hr', 'sl', 'bs'].map((language) => [language, ['windows-1250', 'iso-8859-2']]),
  ),
  el: ['windows-1253', 'iso-8859-7'],
  tr: ['windows-1254'],
  he: ['windows-1255'],
  ar: ['windows-1256'],
  fa: ['windows-1256'],
  ...Object.fromEntries(['lt', 'lv', 'et'].map((language) => [language, ['windows-1257']])),
  vi: ['windows-1258'],
  th: ['windows-874'],
}
/** Control characters and private use: bytes that are no text in the guessed encoding. */
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff]/
/** A Latin letter next to a Cyrillic or Greek one: no word is written so. */
const MIXED = /\p{sc=Latin}\p{M}*[\p{sc=Cyrillic}\p{sc=Greek}]|[\p{sc=Cyrillic}\p{sc=Greek}]\p{M}*\p{sc=Latin}/u

/** What bytes say: the text, the encoding, and whether it is safe to publish. */
export interface DetectedText {
  text: string
  encoding: string
  sure: boolean
}

interface Guess {
  text: string
  encodings: string[]
  confidence: number
}

/** The language of the user, as BCP 47. */
const userLanguage = (): string => new Intl.DateTimeFormat().resolvedOptions().locale

/** The text of bytes in an encoding; null if they are invalid in it. The end may be cut within a character. */
export function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

/**
 * Detects the encoding of bytes by statistics of languages, and by the user's language where several are likely. UTF-8
 * is recognised for certain. Null if the bytes are not text in any encoding.
 */
export async function detectText(bytes: Uint8Array, language = userLanguage()): Promise<DetectedText | null> {
  const unicode = decodeAs(bytes, 'utf-8')
  if (unicode !== null) return { text: unicode, encoding: 'utf-8', sure: true }
  const [best, second] = await guesses(bytes, language)
  if (!best) return null
  const alone = !second || second.confidence <= NEAR * best.confidence
  const sure = best.confidence >= SURE && (best.preferred || (alone && isTelling(bytes)))
  return found(bytes, best, sure)
}

/**
 * Like `detectText` for text that its file claims to be Latin-1, which many programs wrote whatever it was. The claim
 * holds unless another encoding is much more likely; if neither is certain, the result is not sure.
 */
export async function detectLatin1(bytes: Uint8Array, language = userLanguage()): Promise<DetectedText> {
  const unicode = decodeAs(bytes, 'utf-8')
  if (unicode !== null) return { text: unicode, encoding: 'utf-8', sure: true }
  const claimed = new TextDecoder('windows-1252').decode(bytes)
  const latin = { text: claimed, encoding: 'windows-1252', sure: true }
  const all = await guesses(bytes, language)
  const [best, second] = all
  if (!best) return { ...latin, sure: !NO_TEXT.test(claimed) }
  if (best.text === claimed) return latin
  const score = all.find(({ text }) => text === claimed)?.confidence ?? 0
  if (best.preferred) return found(bytes, best, true)
  if (/^[\p{sc=Latin}\P{L}]*$/u.test(best.text))
    return best.confidence >= SURE_ALPHABET && score < FAR * best.confidence ? found(bytes, best, true) : latin
  if (score >= NEAR * best.confidence) return latin
  return found(bytes, best, best.confidence >= SURE_SCRIPT && (second?.confidence ?? 0) <= NEAR * best.confidence)
}

/** Whether there are enough letters beyond ASCII to tell encodings apart. */
const isTelling = (bytes: Uint8Array): boolean => bytes.filter((byte) => byte >= 0x80).length >= MIN_LETTERS

function found(bytes: Uint8Array, { text, encodings }: Guess, sure: boolean): DetectedText {
  const encoding = encodings[0] as string
  return { text: bytes.length > MAX_BYTES ? new TextDecoder(encoding).decode(bytes) : text, encoding, sure }
}

/** The likely texts of bytes, the best one first; `preferred`: it is that of the user's language. */
async function guesses(bytes: Uint8Array, language: string): Promise<(Guess & { preferred: boolean })[]> {
  const start = bytes.subarray(0, MAX_BYTES)
  const { detectAll } = await import('jschardet')
  const byText = new Map<string, Guess>()
  for (const { encoding: name, confidence } of detectAll(start, { minimumThreshold: 0 })) {
    const encoding = labelOf(name ?? '')
    const text = encoding === null ? null : decodeAs(start, encoding)
    if (encoding === null || text === null || NO_TEXT.test(text) || MIXED.test(text)) continue
    // Vietnamese of this code page always has combining marks; without them it is another alphabet
    if (encoding === 'windows-1258' && !/[\u0300-\u0323]/.test(text)) continue
    const known = byText.get(text)
    if (known) known.encodings.push(encoding)
    else byText.set(text, { text, encodings: [encoding], confidence })
  }
  const all = [...byText.values()].sort((a, b) => b.confidence - a.confidence)
  const own = OF_LANGUAGE[language.split('-', 1)[0] as string] ?? ['windows-1252', 'iso-8859-15']
  const preferred = all.find(
    ({ encodings, confidence }) =>
      confidence >= PRIOR * (all[0] as Guess).confidence && encodings.some((encoding) => own.includes(encoding)),
  )
  return (preferred ? [preferred, ...all.filter((guess) => guess !== preferred)] : all).map((guess) => ({
    ...guess,
    preferred: guess === preferred,
  }))
}

function labelOf(name: string): string | null {
  const lower = name.toLowerCase()
  try {
    const { encoding } = new TextDecoder(ALIASES[lower] ?? lower)
    return USED.has(encoding) ? encoding : null
  } catch {
    return null
  }
}

/** The words of a text that are the same in every encoding, for texts that are not sure. */
export const asciiWords = (text: string): string =>
  text
    .split(/(\s+)/)
    .filter((word) => /^[\0-\x7f]*$/.test(word))
    .join('')
