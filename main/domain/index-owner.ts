/** The owner's name in the index for my files that one community sees, apart from my public catalogue. */
export const communityOwner = (self: string, community: string): string => `${self}:${community}`

/** Whose catalogue an owner's name in the index means; `community`: the only one that sees it, null if all do. */
export function ownerOf(owner: string): { peer: string; community: string | null } {
  const at = owner.indexOf(':')
  return at < 0 ? { peer: owner, community: null } : { peer: owner.slice(0, at), community: owner.slice(at + 1) }
}
