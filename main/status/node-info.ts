import type { NodeInfo, Settings } from '../contract/node.ts'
import type { NodeOptions } from '../node.ts'

export interface NodeInfoSources {
  version: string
  options: Pick<NodeOptions, 'shell' | 'demo'>
  dataDir: string
  identity: { publicKeyHex: string; fingerprint: string }
  settings: { readonly values: Pick<Settings, 'name'> }
  communities: { list(): { id: string; name: string }[]; readonly untouched: boolean }
}

/** This node's version, platform, identity and first community. */
export function nodeInfo({ version, options, dataDir, identity, settings, communities }: NodeInfoSources): NodeInfo {
  const [first] = communities.list()
  return {
    version,
    shell: options.shell,
    platform: process.platform,
    dataDir,
    identity: {
      publicKey: identity.publicKeyHex,
      fingerprint: identity.fingerprint,
      name: settings.values.name,
    },
    community: first ? { name: first.name, topic: first.id } : null,
    firstRun: communities.untouched,
    demo: options.demo ?? false,
  }
}
