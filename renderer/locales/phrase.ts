/**
 * A sentence with holes, looked up once and filled as often as a list has rows: looking it up takes longer than drawing
 * the row.
 * `say` is called with marks in the place of the values.
 */
export function phrase<K extends string>(
  holes: readonly K[],
  say: (values: Record<K, string>) => string,
): (values: Record<K, string>) => string {
  const marks = Object.fromEntries(holes.map((hole, i) => [hole, `\u0000${i}\u0000`])) as Record<K, string>
  // parts at odd places are the numbers of holes
  const parts = say(marks).split('\u0000')
  return (values) => parts.map((part, i) => (i % 2 === 0 ? part : values[holes[Number(part)] as K])).join('')
}

/** The sentence of each number, looked up once a number. */
export function counted(say: (count: number) => string): (count: number) => string {
  const known = new Map<number, string>()
  return (count) => {
    let text = known.get(count)
    if (text === undefined) known.set(count, (text = say(count)))
    return text
  }
}
