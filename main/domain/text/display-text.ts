// control characters, line and paragraph separators, and characters that reorder or hide text: bidi marks, zero width,
// tags, BOM
const HARMFUL = new RegExp(
  '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u00ad\\u061c\\u115f\\u1160\\u180b-\\u180f\\u200b\\u200e\\u200f\\u202a-\\u202e' +
    '\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]',
  'gu',
)
// a letter with more marks than any script needs covers neighbouring lines
const STACKED = /(\p{M}{4})\p{M}+/gu

// fast path: most names are ASCII, and lists are long
const PLAIN = /^[ -~]*$/

/**
 * Makes untrusted text (names, paths) safe to display: control, reordering and hiding characters become U+FFFD, stacked
 * marks are cut, and text over `max` characters gets an ellipsis in the middle, so that the extension stays visible.
 */
export function displayText(text: string, max = 255): string {
  if (text.length <= max && PLAIN.test(text)) return text
  // bounds the work: input may be megabytes
  const bounded = text.length > max * 4 ? text.slice(0, max * 2) + text.slice(-max * 2) : text
  const clean = bounded.replace(HARMFUL, '\ufffd').replace(STACKED, '$1')
  const letters = Array.from(clean)
  if (letters.length <= max) return clean
  const tail = Math.min(16, Math.floor(max / 3))
  return `${letters.slice(0, max - tail - 1).join('')}…${letters.slice(letters.length - tail).join('')}`
}

/** Like `displayText` for each part of an untrusted path, with at most `max` characters in total. */
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
