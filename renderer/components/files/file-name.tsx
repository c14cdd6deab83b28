import classes from './file-name.module.css'

/** Names up to this length are rarely truncated and need no second part. */
const SHORT = 20
/** Characters before the extension that stay in view. */
const BEFORE_ENDING = 6
const LONGEST_ENDING = 12
/** Scripts that join letters or run right to left: only the extension is split off, never a word. */
const JOINED = new RegExp(
  ['Arabic', 'Hebrew', 'Syriac', 'Thaana', 'Nko', 'Devanagari', 'Mongolian']
    .map((script) => `\\p{Script=${script}}`)
    .join('|'),
  'u',
)

/**
 * Splits a name so that the second part (the extension and a few characters before it) stays in view when the first is
 * truncated.
 */
export function splitName(name: string): [string, string] {
  if (name.length <= SHORT) return [name, '']
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= LONGEST_ENDING ? dot : name.length
  if (JOINED.test(name))
    return JOINED.test(name.slice(Math.max(0, ending - 1), ending)) && ending < name.length
      ? [name.slice(0, ending), name.slice(ending)]
      : [name, '']
  let cut = ending - BEFORE_ENDING
  // Never split a surrogate pair or a letter from its combining marks.
  while (
    cut > 0 &&
    (/[\udc00-\udfff]/.test(name[cut] ?? '') ||
      /^[\p{M}\u200d\p{Emoji_Modifier}]/u.test(name.slice(cut, cut + 2)) ||
      name[cut - 1] === '\u200d')
  )
    cut--
  return cut <= 0 || cut >= name.length ? [name, ''] : [name.slice(0, cut), name.slice(cut)]
}

/** A file name on one line, truncated in the middle, in the direction of its own script. */
export function FileName({ name }: { name: string }) {
  const [head, tail] = splitName(name)
  return (
    <span className={classes.name} dir="auto" title={name}>
      <span className={classes.head}>{head}</span>
      {tail !== '' && (
        <span className={classes.tail} dir="ltr">
          {tail}
        </span>
      )}
    </span>
  )
}
