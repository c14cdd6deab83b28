/**
 * A translated template, looked up once and filled for every row: a lookup takes longer than rendering the row. `say`
 * is called with markers in place of the values.
 */
export function phrase<K extends string>(
  holes: readonly K[],
  say: (values: Record<K, string>) => string,
): (values: Record<K, string>) => string {
  const marks = Object.fromEntries(holes.map((hole, i) => [hole, `\u0000${i}\u0000`])) as Record<K, string>
  // Odd elements are the indices of the holes.
  const parts = say(marks).split('\u0000')
  return (values) => parts.map((part, i) => (i % 2 === 0 ? part : values[holes[Number(part)] as K])).join('')
}

/** Memoises a sentence by its number. */
export function counted(say: (count: number) => string): (count: number) => string {
  const known = new Map<number, string>()
  return (count) => {
    let text = known.get(count)
    if (text === undefined) known.set(count, (text = say(count)))
    return text
  }
}
