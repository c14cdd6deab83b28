import { LINK_SCHEME } from '../../contract/link.ts'

/** The first Hyoban link among command-line arguments, valid or not, or null. Windows and Linux pass links this way. */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.slice(0, LINK_SCHEME.length).toLowerCase() === LINK_SCHEME) ?? null
}
