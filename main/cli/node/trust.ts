import type { Command } from 'commander'
import type { ExplanationView, PeerDetail, Sentence } from '../../contract/peers.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { findPeer } from './find-peer.ts'
import { firstValue } from '../../contract/handlers.ts'
import { standingText } from './peers.ts'
import { columns, countText, scoreText, timeText } from './text.ts'

const SENTENCES: Record<Sentence['key'], (values: Sentence['values']) => string> = {
  blocked: () => 'You exclude it, whatever its ratings say.',
  allowed: () => 'You allow it, whatever its ratings say.',
  proof: () => 'It is excluded: it signed two different versions of its rating log.',
  unknown: () => 'Nothing is known about it yet.',
  new: ({ evidence = 0, needed = 0 }) => `Too little is known: ${evidence} of ${needed} votes.`,
  excluded: ({ failed = 0, recent = 0, u = 0, thetaOut = 0 }) =>
    `It is excluded: ${failed} of its last ${recent} transfers failed, and its trust ${scoreText(u)} is below ` +
    `${scoreText(thetaOut)}.`,
  amends: ({ u = 0, thetaIn = 0 }) =>
    `It is still excluded: its trust is ${scoreText(u)}, and ${scoreText(thetaIn)} readmits it.`,
  good: ({ raters = 0, thetaOut = 0 }) =>
    `It can be trusted: ${countText(raters, 'independent rater')}, and its trust is above ${scoreText(thetaOut)}.`,
}

function changeText({ direction, count, with: who }: ExplanationView['whatWouldChange']): string {
  if (count === null) return 'nothing that transfers alone could do'
  const whom = { you: 'you', trusted: 'people you trust', anybody: 'anybody' }[who]
  return direction === 'readmit'
    ? `${countText(count, 'good transfer')} with ${whom} would readmit it`
    : `${countText(count, 'failed transfer')} with ${whom} would exclude it`
}

function trustLines({ peer, explanation, override, ratings }: PeerDetail): string[] {
  const { trust } = peer
  const { sources, raters, whatWouldChange } = explanation
  const range = trust.low === null ? '' : `, between ${scoreText(trust.low)} and ${scoreText(trust.high)}`
  const ended = override?.until ? `, until ${timeText(override.until)} UTC` : ''
  return [
    `${peer.name} (${peer.fingerprint})`,
    SENTENCES[explanation.sentence.key](explanation.sentence.values),
    ...columns([
      ['standing', `${standingText(peer)}${ended}`],
      [
        'trust u',
        `${scoreText(trust.u)}${range}; all time U ${scoreText(trust.total)}, recent R ${scoreText(trust.recent)}`,
      ],
      ['your ratings', String(sources.you.count)],
      ['of people you trust', `${sources.trusted.count} by ${countText(sources.trusted.raters, 'rater')}`],
      [
        'ignored',
        [sources.ignored.count, ...sources.ignored.reasons.map((one) => `${one.reason} ${one.count}`)].join(', '),
      ],
      ['would change it', changeText(whatWouldChange)],
      ['key', peer.publicKey],
    ]),
    ...(raters.length > 0 ? ['other raters that count (weight, mean, ratings):'] : []),
    ...columns(
      raters
        .slice(0, 10)
        .map(({ peer: rater, own, weight, mean, count }) => [
          ` ${scoreText(weight)}`,
          scoreText(mean),
          String(count),
          own ? 'you' : rater.name,
        ]),
    ),
    ...(ratings.length > 0 ? ['latest ratings (score, reason, when):'] : []),
    ...columns(
      ratings
        .slice(0, 10)
        .map(({ score, reason, time, own, rater }) => [
          ` ${scoreText(score)}`,
          reason,
          timeText(time),
          own ? 'by you' : `by ${rater.name}`,
        ]),
    ),
  ]
}

/** `hyoban trust PEER`: how far a peer can be trusted, and why. */
export function trustCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program
      .command('trust')
      .description('say how far a peer can be trusted, and why')
      .argument('<peer>', 'its fingerprint, name, or the beginning of its key'),
  )
    .option('--json', 'print all evidence as JSON')
    .action(async (text: string, flags: NodeFlags & { json?: boolean }) => {
      await withNode(io, { ...flags, offline: true }, async (node) => {
        const { publicKey } = await findPeer(node, text, io.signal)
        const detail = await firstValue(node.handlers.peers.detail, { publicKey }, io.signal)
        if (flags.json) io.out(JSON.stringify(detail))
        else for (const line of trustLines(detail)) io.out(line)
      })
    })
}
