import type { Community } from '../../../main/contract/communities.ts'
import type { SharedFolder } from '../../../main/contract/library.ts'
import type { NodeInfo, NodeStatus, Settings } from '../../../main/contract/node.ts'
import type { PeerRow } from '../../../main/contract/peers.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'

/** What is known of this node; undefined while it is not yet. */
export interface KnownNode {
  readonly info?: NodeInfo
  readonly status?: NodeStatus
  readonly settings?: Settings
  readonly communities?: readonly Community[]
  readonly folders?: readonly SharedFolder[]
  readonly peers?: readonly PeerRow[]
  readonly transfers?: readonly Transfer[]
}

/** The page that shows it. */
export interface Surroundings {
  readonly language: string
  readonly scheme: string
  readonly width: number
  readonly height: number
  readonly browser: string
  readonly time: number
}

const count = <T>(items: readonly T[], keyOf: (item: T) => string): string => {
  const groups = [...Map.groupBy(items, keyOf)].map(([key, members]) => `${key} ${members.length}`)
  return groups.length > 0 ? groups.sort().join(', ') : 'none'
}
const yesNo = (on: boolean): string => (on ? 'on' : 'off')
const limited = (rate: number): string => (rate > 0 ? `${rate} B/s` : 'none')

/**
 * What a helper needs to know about this copy, in English, whatever the language of the page. Only counts, states and
 * switches are taken, one by one: no keys, names, addresses or paths, and no text of a message, which may hold them.
 */
export function diagnosticsText(node: KnownNode, around: Surroundings): string {
  const { info, status, settings, communities, folders, peers, transfers } = node
  const lines: [string, string | undefined][] = [
    ['Hyoban', info && `${info.version}, ${info.shell}, ${info.platform}${info.demo ? ', demo' : ''}`],
    ['time', new Date(around.time).toISOString()],
    ['state', status && [status.state, status.reason].filter(Boolean).join(', ')],
    ['problems', status && count(status.notices, ({ code }) => code)],
    ['work', status && count(status.tasks, ({ kind }) => kind)],
    ['peers connected', status && String(status.peers)],
    ['peers known', peers && `${peers.length}: ${count(peers, ({ trust }) => trust.decision)}`],
    ['communities', communities && count(communities, ({ policy, state }) => `${policy} ${state}`)],
    ['shared', status && folders && `${status.sharedFiles} files, ${status.sharedBytes} B, ${folders.length} folders`],
    ['transfers', transfers && count(transfers, ({ direction, state }) => `${direction} ${state}`)],
    ['network', settings && yesNo(settings.network)],
    ['trust mode', settings && settings.trustMode],
    ['search', settings && settings.searchScope],
    ['limits', settings && `down ${limited(settings.transferLimits.down)}, up ${limited(settings.transferLimits.up)}`],
    ['alternative limits', settings && yesNo(settings.alternativeLimitsOn)],
    ['page', `${around.language}, ${around.scheme}, ${around.width} x ${around.height}`],
    ['browser', around.browser],
  ]
  return lines.map(([name, value]) => `${name}: ${value ?? 'not known yet'}`).join('\n')
}
