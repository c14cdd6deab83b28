import type { Ground } from './ground.ts'
import type { LogRecovery } from '../ratings/recovery/log-recovery.ts'
import type { NetworkParts } from './network.ts'
import type { Profile } from './profile.ts'
import type { SearchParts } from './search.ts'
import type { SharingParts } from './sharing.ts'
import type { TransferParts } from './transfers.ts'
import type { TrustParts } from './trust.ts'

/** The parts of a node in build order; each uses only earlier ones. */
export interface NodeParts {
  ground: Ground
  profile: Profile
  trust: TrustParts
  network: NetworkParts
  sharing: SharingParts
  search: SearchParts
  transfers: TransferParts
  recovery: LogRecovery
}
