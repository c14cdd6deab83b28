/** Edit distance (Levenshtein 1966); O(a.length * b.length). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

/** The known name closest to `name`, or undefined if none is close. */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const plain = name.toLowerCase()
  let best: string | undefined
  // a name of one or two letters is close to everything
  let least = name.length < 3 ? 0 : Math.max(2, Math.floor(name.length / 2))
  for (const candidate of known) {
    const other = candidate.toLowerCase()
    const distance = plain.length >= 4 && other.includes(plain) ? 1 : editDistance(plain, other)
    if (distance < least || (distance === least && best === undefined)) {
      best = candidate
      least = distance
    }
  }
  return best
}
