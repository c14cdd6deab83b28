import { expect, test } from 'vitest'
import type { Community } from '../../../main/contract/communities.ts'
import type { SharedFolder } from '../../../main/contract/library.ts'
import type { NodeInfo, NodeStatus, Settings } from '../../../main/contract/node.ts'
import type { PeerRow } from '../../../main/contract/peers.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { diagnosticsText, type KnownNode } from '../../../renderer/pages/help/diagnostics-text.ts'

const SECRET = 'Aiko'
const KEY = '7e'.repeat(32)
const PATH = '/home/aiko/Music'

const info: NodeInfo = {
  version: '0.1.0',
  shell: 'web',
  platform: 'linux',
  dataDir: PATH,
  identity: { publicKey: KEY, fingerprint: 'yb4d-rfg8-ejkm', name: SECRET },
  community: { name: SECRET, topic: KEY },
  firstRun: false,
  demo: false,
}
const status = {
  state: 'connecting',
  reason: 'lookingForPeers',
  peers: 7,
  sharedFiles: 34,
  sharedBytes: 1200,
  tasks: [{ id: PATH, kind: 'hashing', label: PATH, done: 1, total: 2 }],
  notices: [{ id: PATH, code: 'FOLDER_MISSING', message: `${PATH} is missing`, hint: SECRET, details: { path: PATH } }],
} as Partial<NodeStatus> as NodeStatus
const settings = {
  name: SECRET,
  community: SECRET,
  downloadFolder: PATH,
  network: true,
  trustMode: 'robust',
  searchScope: 'network',
  transferLimits: { down: 0, up: 4096, peerDown: 0, peerUp: 0 },
  alternativeLimitsOn: false,
  targetFolders: { byKind: { audio: PATH }, byCommunity: { [KEY]: PATH } },
} as Partial<Settings> as Settings
const node: KnownNode = {
  info,
  status,
  settings,
  communities: [{ id: KEY, name: SECRET, policy: 'open', state: 'member' } as Partial<Community> as Community],
  folders: [{ path: PATH } as Partial<SharedFolder> as SharedFolder],
  peers: ['good', 'new', 'good'].map(
    (decision) => ({ publicKey: KEY, name: SECRET, trust: { decision } }) as Partial<PeerRow> as PeerRow,
  ),
  transfers: [
    { id: KEY, name: PATH, peer: SECRET, direction: 'down', state: 'failed' },
    { id: KEY, name: PATH, peer: SECRET, direction: 'up', state: 'active' },
  ].map((one) => one as unknown as Transfer),
}
const around = { language: 'ja', scheme: 'dark', width: 390, height: 844, browser: 'Mozilla/5.0', time: 0 }

test('the diagnostics hold counts, states and switches', () => {
  expect(diagnosticsText(node, around)).toBe(
    [
      'Hyoban: 0.1.0, web, linux',
      'time: 1970-01-01T00:00:00.000Z',
      'state: connecting, lookingForPeers',
      'problems: FOLDER_MISSING 1',
      'work: hashing 1',
      'peers connected: 7',
      'peers known: 3: good 2, new 1',
      'communities: open member 1',
      'shared: 34 files, 1200 B, 1 folders',
      'transfers: down failed 1, up active 1',
      'network: on',
      'trust mode: robust',
      'search: network',
      'limits: down none, up 4096 B/s',
      'alternative limits: off',
      'page: ja, dark, 390 x 844',
      'browser: Mozilla/5.0',
    ].join('\n'),
  )
})

test('they hold no key, no name and no path, wherever these stand', () => {
  const text = diagnosticsText(node, around)
  for (const secret of [SECRET, SECRET.toLowerCase(), KEY, 'yb4d', PATH, 'Music']) expect(text).not.toContain(secret)
})

test('what is not known yet is said', () => {
  const text = diagnosticsText({}, around)
  expect(text.match(/: not known yet$/gm)?.length).toBe(14)
})
