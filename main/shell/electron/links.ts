import { LINK_SCHEME, parseLink } from '../../contract/link.ts'

/** The first Hyoban link of a command line (Windows and Linux hand over what was clicked as an argument), or null. */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.slice(0, LINK_SCHEME.length).toLowerCase() === LINK_SCHEME && parseLink(arg) !== null) ?? null
}
