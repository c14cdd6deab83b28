import type { Command } from 'commander'
import { HyobanError } from '../../base/errors.ts'
import type { NodeInfo, NodeStatus } from '../../contract/node.ts'
import { parsePath } from '../../shell/arguments.ts'
import { connectToRunning } from '../../shell/control/control-client.ts'
import { defaultDataDir } from '../../shell/data-dir.ts'
import type { CliIo } from '../io.ts'
import { firstValue } from '../../contract/handlers.ts'
import { bytesText, columns, countText, rateText } from './text.ts'

const REASONS: Record<NodeStatus['reason'], string> = {
  '': '',
  noCommunity: 'in no community; join one with hyoban communities join NAME',
  starting: 'the entry points of the network have not answered yet',
  lookingForPeers: 'looking for peers',
  bootstrapUnreachable: 'the entry points of the network cannot be reached; check the connection and the firewall',
  suspended: 'the machine was asleep',
  switchedOff: 'the network is switched off in the settings',
}

function statusLines(info: NodeInfo, status: NodeStatus): string[] {
  const { identity, community } = info
  const reason = REASONS[status.reason]
  const { downloadRate, uploadRate, alternativeLimitsOn } = status
  const limits = alternativeLimitsOn ? ', alternative limits' : ''
  const tasks = status.tasks.map(({ kind, label, done, total }) => [
    kind,
    `${label} ${total > 0 ? `${done} of ${total}` : String(done)}`.trim(),
  ])
  return [
    ...columns([
      ['network', [status.state, countText(status.peers, 'peer'), ...(reason ? [reason] : [])].join(', ')],
      ['community', community?.name ?? 'none'],
      ['identity', `${identity.name} (${identity.fingerprint})`],
      ['speed', `down ${rateText(downloadRate)}, up ${rateText(uploadRate)}${limits}`],
      ['shared', `${countText(status.sharedFiles, 'file')}, ${bytesText(status.sharedBytes)}`],
      ['data', info.dataDir],
      ['version', info.version],
      ...tasks,
    ]),
    ...status.notices.map(({ message, hint }) => `! ${message} ${hint}`.trim()),
  ]
}

/** `hyoban status`: what the running node does; fails where none runs. */
export function statusCommand(program: Command, io: CliIo): void {
  program
    .command('status')
    .description('say what the running node does')
    .option('--data-dir <dir>', 'folder of the node (HYOBAN_DATA_DIR)')
    .option('--json', 'print {"info","status"}')
    .action(async (flags: { dataDir?: string; json?: boolean }) => {
      const dataDir = flags.dataDir === undefined ? defaultDataDir(io.env) : parsePath(flags.dataDir, '--data-dir')
      const node = await connectToRunning(dataDir, { signal: io.signal })
      if (!node)
        throw new HyobanError('NOT_FOUND', `No node is running on ${dataDir}.`, {
          hint: 'Start one with hyoban serve, or open the app.',
          details: { path: dataDir },
        })
      try {
        const info = await node.handlers.node.info(undefined, { signal: io.signal })
        const status = await firstValue(node.handlers.node.status, undefined, io.signal)
        if (flags.json) io.out(JSON.stringify({ info, status }))
        else for (const line of statusLines(info, status)) io.out(line)
      } finally {
        node.close()
      }
    })
}
