// control characters, line and paragraph separators, and those that turn or hide text: bidi marks, zero width, tags,
// BOM
const HARMFUL =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu
// a letter with more marks on it than any script needs climbs over its neighbours
const STACKED = /(\p{M}{4})\p{M}+/gu

// most names are; thousands are shown in an answer
const PLAIN = /^[ -~]*$/

/**
 * Text from strangers (names, paths), safe to show: characters that control, turn or hide text become U+FFFD, stacked
 * marks are cut, and so is all that goes beyond `max` characters (with an ellipsis; the end stays, for extensions).
 */
export function displayText(text: string, max = 255): string {
  if (text.length <= max && PLAIN.test(text)) return text
  // a bound before any work: what comes in may be megabytes
  const bounded = text.length > max * 4 ? text.slice(0, max * 2) + text.slice(-max * 2) : text
  const clean = bounded.replace(HARMFUL, '\ufffd').replace(STACKED, '$1')
  const letters = Array.from(clean)
  if (letters.length <= max) return clean
  const tail = Math.min(16, Math.floor(max / 3))
  return `${letters.slice(0, max - tail - 1).join('')}…${letters.slice(letters.length - tail).join('')}`
}

/** A path from strangers, safe to show: each part like `displayText`, at most `max` characters in all. */
export function displayPath(path: string, max = 1024): string {
  if (path.length <= 255 && path.length <= max && PLAIN.test(path)) return path
  return displayText(
    path
      .split('/')
      .map((part) => displayText(part))
      .join('/'),
    max,
  )
}
