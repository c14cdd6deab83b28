import { activityContract } from './activity.ts'
import { cataloguesContract } from './catalogues.ts'
import { communitiesContract } from './communities.ts'
import { contentContract } from './content.ts'
import { desktopContract } from './desktop.ts'
import { identityContract } from './identity.ts'
import { libraryContract } from './library.ts'
import { nodeContract } from './node.ts'
import { peersContract } from './peers.ts'
import { searchContract } from './search.ts'
import { simulatorContract } from './simulator.ts'
import { transfersContract } from './transfers.ts'

/** The API between a node and its clients. A new feature adds its file here. */
export const contract = {
  node: nodeContract,
  identity: identityContract,
  communities: communitiesContract,
  library: libraryContract,
  search: searchContract,
  catalogues: cataloguesContract,
  transfers: transfersContract,
  peers: peersContract,
  content: contentContract,
  activity: activityContract,
  simulator: simulatorContract,
  desktop: desktopContract,
}
export type Contract = typeof contract
