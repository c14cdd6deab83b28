import { randomBytes } from 'node:crypto'
import { asHyobanError } from '../base/errors.ts'
import { FaultReporter } from '../status/fault-reporter.ts'
import { LinkInbox } from '../status/link-inbox.ts'
import { openedFile } from '../status/opened-files.ts'
import { Teardown } from '../base/teardown.ts'
import { type Opened, openedText } from '../contract/views/opened.ts'
import { type Restart, startRestartable } from '../identity/restartable-node.ts'
import { ContentSources, sharedFiles, thumbnails } from '../library/content/content-sources.ts'
import type { HyobanNode, NodeOptions } from '../node.ts'
import { Configuration } from '../settings/configuration.ts'
import { openGround } from './ground.ts'
import { composeHandlers } from './handlers.ts'
import { composeNetwork } from './network.ts'
import type { NodeParts } from './parts.ts'
import { openProfile } from './profile.ts'
import { composeReports } from './reports.ts'
import { composeSearch } from './search.ts'
import { composeSharing } from './sharing.ts'
import { composeTransfers } from './transfers.ts'
import { composeTrust, startRecovery } from './trust.ts'

/**
 * Builds a node, and rebuilds it in place when its identity changes; options of the command line (`setup`) are applied
 * the first time only. Throws HyobanError: IN_USE, CORRUPT, NO_SPACE, READ_ONLY, BAD_BOOTSTRAP, UNSUPPORTED.
 */
export function composeNode(options: NodeOptions): Promise<HyobanNode> {
  // one token for all incarnations, so that URLs in open pages stay valid
  const contentToken = randomBytes(24).toString('base64url')
  return startRestartable((restart, again, name) =>
    buildNode(again ? { ...options, setup: name ? { name } : {} } : options, restart, contentToken),
  )
}

/** Builds the parts in dependency order; a failure closes everything opened so far. */
async function buildNode(options: NodeOptions, restart: Restart, contentToken: string): Promise<HyobanNode> {
  const teardown = new Teardown(options.log)
  try {
    const ground = await openGround(options, teardown)
    const profile = await openProfile(options, ground)
    const trust = await composeTrust(options, { ground, profile })
    const network = composeNetwork(options, { ground, profile, trust })
    const sharing = await composeSharing(options, { ground, network })
    const search = composeSearch(options, { ground, profile, trust, network, sharing })
    const transfers = composeTransfers(options, { ground, profile, trust, network, sharing, search })
    const recovery = startRecovery({ ground, profile, trust, network, sharing, search, transfers })
    const parts = { ground, profile, trust, network, sharing, search, transfers, recovery }
    const notices = composeReports(parts)
    const content = { token: contentToken, book: contentBook(parts) }
    const configuration = configure(options, parts)
    const opened = new LinkInbox<Opened>()
    const faults = new FaultReporter({ notices: profile.notices, clock: ground.clock, log: ground.log })
    const handlers = composeHandlers(options, { parts, configuration, notices, content, opened, restart })
    await start(options, parts, configuration)
    const { overlay } = network
    return {
      handlers,
      content,
      publicKey: ground.self,
      fingerprint: ground.identity.fingerprint,
      get name() {
        return profile.settings.values.name
      },
      suspend: () => overlay.suspend(),
      resume: () => overlay.resume().finally(() => transfers.transfers.wake()),
      openLink: (text) => opened.add(openedText(text)),
      openFile: async (path) => opened.add(await openedFile(path)),
      reportFault: (error) => faults.report(error),
      close: () => teardown.run(),
    }
  } catch (error) {
    await teardown.run()
    throw asHyobanError(error)
  }
}

function contentBook({ sharing, transfers }: NodeParts): ContentSources {
  return new ContentSources({
    transfer: (id) => transfers.transfers.preview(id),
    shared: sharedFiles(sharing.library),
    thumbnail: thumbnails(sharing.metadata),
  })
}

function configure({ offline }: NodeOptions, { profile, network, sharing }: NodeParts): Configuration {
  const { overlay, communities } = network
  return new Configuration(profile.settings, { overlay, communities, library: sharing.library }, { offline })
}

/** Starts background work, shares the folders of the command line, and goes online. */
async function start(
  { setup = {} }: NodeOptions,
  { sharing, transfers }: NodeParts,
  configuration: Configuration,
): Promise<void> {
  await sharing.library.start()
  sharing.metadata.start()
  transfers.transfers.start()
  for (const path of setup.share ?? []) await configuration.shareOnce(path)
  await configuration.applyNetwork()
}
