/** Index owner of my files that only one community sees, separate from my public catalogue. */
export const communityOwner = (self: string, community: string): string => `${self}:${community}`

/** Parses an index owner; `community` is the only one that sees the files, null if all do. */
export function ownerOf(owner: string): { peer: string; community: string | null } {
  const at = owner.indexOf(':')
  return at < 0 ? { peer: owner, community: null } : { peer: owner.slice(0, at), community: owner.slice(at + 1) }
}
