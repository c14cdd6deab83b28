import { resolve } from 'node:path'
import { asHyobanError } from '../base/errors.ts'
import { makeFolders } from '../base/make-folders.ts'
import { realPath } from '../base/process/system-path.ts'
import type { Settings } from '../contract/node.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { UserSettings } from './settings.ts'

/** Collaborators that follow the settings. */
export interface ConfigurationTargets {
  overlay: { start(): Promise<void>; stop(): Promise<void> }
  communities: {
    join(name: string): unknown
    found(name: string): unknown
    inspect(invitation: string): unknown
    accept(invitation: string): unknown
    /** Joins the open community `after`; leaves `before` if `after` is empty. */
    followSetting(before: string, after: string): void
  }
  library: { folders(): { path: string }[]; share(path: string): Promise<unknown> }
}

interface ConfigurationOptions {
  /** Keeps off the network, whatever the settings say. */
  offline?: boolean | undefined
}

/** Changes settings and applies them to the node. */
export class Configuration {
  readonly #settings: UserSettings
  readonly #targets: ConfigurationTargets
  readonly #offline: boolean

  constructor(settings: UserSettings, targets: ConfigurationTargets, { offline = false }: ConfigurationOptions = {}) {
    this.#settings = settings
    this.#targets = targets
    this.#offline = offline
  }

  /** Goes online or offline as set. */
  async applyNetwork(): Promise<void> {
    const { overlay } = this.#targets
    await (this.#settings.values.network && !this.#offline ? overlay.start() : overlay.stop())
  }

  /** Shares a folder unless it is already shared, since a command line names the same folders at each start. */
  async shareOnce(path: string): Promise<void> {
    const { library } = this.#targets
    const real = await realPath(path).catch(() => path)
    if (!library.folders().some((folder) => folder.path === real)) await library.share(path)
  }

  /** Changes settings. Throws BAD_INPUT, or the system's error if the download folder cannot be created. */
  async configure(changes: Partial<Settings>): Promise<Settings> {
    const { community } = this.#settings.values
    const values = this.#settings.change(await withDownloadFolder(changes))
    if (changes.community !== undefined) this.#targets.communities.followSetting(community, values.community)
    await this.applyNetwork()
    return values
  }

  /** Applies the answers of the first-run panel. Validates an invitation before changing anything. */
  async setUp(answers: Parameters<Handlers['node']['setup']>[0]): Promise<void> {
    const { name, folder, community, found, invitation } = answers
    const { communities } = this.#targets
    if (invitation) communities.inspect(invitation)
    if (folder) await this.shareOnce(folder)
    // the setting names an open community
    this.#settings.change({ name, ...(community && !found && { community }) })
    if (invitation) communities.accept(invitation)
    else if (found) communities.found(community ?? '')
    else communities.join(community ?? '')
    await this.applyNetwork()
  }
}

/** Creates a newly chosen download folder, so that an invalid path is reported immediately. */
async function withDownloadFolder(changes: Partial<Settings>): Promise<Partial<Settings>> {
  if (changes.downloadFolder === undefined) return changes
  const downloadFolder = resolve(changes.downloadFolder)
  try {
    await makeFolders(downloadFolder)
  } catch (error) {
    throw asHyobanError(error, downloadFolder)
  }
  return { ...changes, downloadFolder }
}
