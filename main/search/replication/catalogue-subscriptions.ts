import type { Clock } from '../../base/clock.ts'
import type { BudgetRecord } from '../../domain/budgets.ts'
import type { Subscribable } from '../../base/emitter.ts'
import { CatalogueChangeLimit } from './catalogue-change-limit.ts'

/** Presence of peers and the catalogue key each of them announces; the overlay implements it. */
export type CataloguePublishers = Subscribable<{
  peer: { key: string; hello: { catalogueKey: Uint8Array } }
  hello: { key: string; hello: { catalogueKey: Uint8Array } }
  peerLeft: { key: string }
}> & { readonly limits: BudgetRecord }

/** Catalogues that are replicated; the logs room implements it. */
export interface FollowedCatalogues {
  follow(peer: string, key: Uint8Array): void
  unfollow(peer: string): Promise<void>
}

/** Follows the catalogue of every connected peer under the key that it announces. */
export function followCatalogues(publishers: CataloguePublishers, catalogues: FollowedCatalogues, clock: Clock): void {
  const limit = new CatalogueChangeLimit(clock)
  const follow = ({ key: peer, hello }: { key: string; hello: { catalogueKey: Uint8Array } }): void => {
    if (limit.allows(peer, hello.catalogueKey)) catalogues.follow(peer, hello.catalogueKey)
    else publishers.limits.exceeded(peer, 'catalogues')
  }
  publishers.on('peer', follow)
  publishers.on('hello', follow)
  publishers.on('peerLeft', ({ key }) => void catalogues.unfollow(key))
}
