import enActivity from './en/activity.json' with { type: 'json' }
import enCommunities from './en/communities.json' with { type: 'json' }
import enCommon from './en/common.json' with { type: 'json' }
import enErrors from './en/errors.json' with { type: 'json' }
import enFirstRun from './en/first-run.json' with { type: 'json' }
import enHelp from './en/help.json' with { type: 'json' }
import enLaboratory from './en/laboratory.json' with { type: 'json' }
import enLibrary from './en/library.json' with { type: 'json' }
import enNetwork from './en/network.json' with { type: 'json' }
import enPeers from './en/peers.json' with { type: 'json' }
import enSearch from './en/search.json' with { type: 'json' }
import enSettings from './en/settings.json' with { type: 'json' }
import enSimulator from './en/simulator.json' with { type: 'json' }
import enTransfers from './en/transfers.json' with { type: 'json' }
import enTrust from './en/trust.json' with { type: 'json' }
import jaActivity from './ja/activity.json' with { type: 'json' }
import jaCommunities from './ja/communities.json' with { type: 'json' }
import jaCommon from './ja/common.json' with { type: 'json' }
import jaErrors from './ja/errors.json' with { type: 'json' }
import jaFirstRun from './ja/first-run.json' with { type: 'json' }
import jaHelp from './ja/help.json' with { type: 'json' }
import jaLaboratory from './ja/laboratory.json' with { type: 'json' }
import jaLibrary from './ja/library.json' with { type: 'json' }
import jaNetwork from './ja/network.json' with { type: 'json' }
import jaPeers from './ja/peers.json' with { type: 'json' }
import jaSearch from './ja/search.json' with { type: 'json' }
import jaSettings from './ja/settings.json' with { type: 'json' }
import jaSimulator from './ja/simulator.json' with { type: 'json' }
import jaTransfers from './ja/transfers.json' with { type: 'json' }
import jaTrust from './ja/trust.json' with { type: 'json' }

/** One namespace per page; English is the reference for the types. */
export const en = {
  common: enCommon,
  errors: enErrors,
  firstRun: enFirstRun,
  search: enSearch,
  transfers: enTransfers,
  library: enLibrary,
  peers: enPeers,
  activity: enActivity,
  settings: enSettings,
  simulator: enSimulator,
  help: enHelp,
  laboratory: enLaboratory,
  network: enNetwork,
  communities: enCommunities,
  trust: enTrust,
}

export const ja: Record<keyof typeof en, object> = {
  common: jaCommon,
  errors: jaErrors,
  firstRun: jaFirstRun,
  search: jaSearch,
  transfers: jaTransfers,
  library: jaLibrary,
  peers: jaPeers,
  activity: jaActivity,
  settings: jaSettings,
  simulator: jaSimulator,
  help: jaHelp,
  laboratory: jaLaboratory,
  network: jaNetwork,
  communities: jaCommunities,
  trust: jaTrust,
}

export const LANGUAGES = ['en', 'ja'] as const
export type UiLanguage = (typeof LANGUAGES)[number]
