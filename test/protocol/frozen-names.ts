/** Fields of messages that the code has renamed since the fixtures were frozen. Names are not on the wire. */
const RENAMED: Readonly<Record<string, string>> = { most: 'maxHits' }

/** A frozen message with the names of its fields in the code. */
export function currentNames(message: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message as Record<string, unknown>).map(([name, value]) => [RENAMED[name] ?? name, value]),
  )
}
