/** The owner in the index of my files that only one community sees, apart from my public catalogue. */
export const communityOwner = (self: string, community: string): string => `${self}:${community}`

/** The peer that an owner in the index stands for; `community`: the only one that sees the files, null if all do. */
export function ownerOf(owner: string): { peer: string; community: string | null } {
  const at = owner.indexOf(':')
  return at < 0 ? { peer: owner, community: null } : { peer: owner.slice(0, at), community: owner.slice(at + 1) }
}
