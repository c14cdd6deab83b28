import { isDeepStrictEqual } from 'node:util'

/** Fails unless the two are equal. */
export function same(found: unknown, wanted: unknown, what: string): void {
  if (!isDeepStrictEqual(found, wanted)) throw new Error(what)
}

/** What a parser throws for a bad input; anything else is a mistake of ours. */
const ENGINE = /Cannot read|is not a function|is not iterable|undefined|Maximum call stack|Invalid array length|BigInt/

/** The value, or null for an input that is refused. Passes on errors that no parser throws on purpose. */
export function parsed<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof Error) || error.message === '' || ENGINE.test(error.message)) throw error
    return null
  }
}
