import classes from './file-name.module.css'

/** Names up to this length are rarely cut: they need no second part. */
const SHORT = 20
/** Letters before the ending that stay in view. */
const BEFORE_ENDING = 6
const LONGEST_ENDING = 12
/**
 * Letters that join or run from right to left: only an ending right behind them is taken off, which is a word of its
 * own.
 */
const JOINED = new RegExp(
  `[${['Arabic', 'Hebrew', 'Syriac', 'Thaana', 'Nko', 'Devanagari', 'Mongolian'].map((script) => `\\p{Script=${script}}`).join('')}]`,
  'u',
)

/**
 * A name in two parts, of which the second stays in view when there is no room for both: the ending and a little before
 * it.
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
  // never between the halves of a letter, nor between a letter and its marks
  while (
    cut > 0 &&
    (/[\udc00-\udfff]/.test(name[cut] ?? '') ||
      /^[\p{M}\u200d\p{Emoji_Modifier}]/u.test(name.slice(cut, cut + 2)) ||
      name[cut - 1] === '\u200d')
  )
    cut--
  return cut <= 0 || cut >= name.length ? [name, ''] : [name.slice(0, cut), name.slice(cut)]
}

/** A file's name on one line, cut in the middle where it is too long, in the direction of its own script. */
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
