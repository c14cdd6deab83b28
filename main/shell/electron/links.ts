import { LINK_SCHEME } from '../../contract/link.ts'

/**
 * The first argument of a command line that means a Hyoban link (Windows and Linux hand over what was clicked so), or
 * null; the page says if it is a bad one.
 */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.slice(0, LINK_SCHEME.length).toLowerCase() === LINK_SCHEME) ?? null
}
