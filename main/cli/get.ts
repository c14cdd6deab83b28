import { basename } from 'node:path'
import type { Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import { isHex32 } from '../base/hex.ts'
import { type HyobanLink, LINK_SCHEME, type LinkFault, readLink } from '../contract/link.ts'
import { displayText } from '../domain/text/display-text.ts'
import { safeName } from '../domain/text/safe-name.ts'
import type { SearchHit, SearchResult } from '../contract/search.ts'
import { parseReadPath, parseSeconds } from '../shell/arguments.ts'
import { bestSources, find } from './find.ts'
import { follow } from './follow.ts'
import type { CliIo } from './io.ts'
import { withNode, withNodeFlags, type NodeFlags } from './node-session.ts'
import { WordsCommand } from './process/words-command.ts'
import { inNoCommunity, whyNoSource } from './reach.ts'

interface GetFlags extends NodeFlags {
  timeout: string
  to?: string
  wait?: boolean
  json?: boolean
}

const wanted = (result: SearchResult, root: string): SearchHit | undefined =>
  result.hits.find((hit) => (root ? hit.root === root : true) && bestSources(hit).length > 0)

const FAULTS: Record<Exclude<LinkFault, 'magnet'>, string> = {
  scheme: 'after "hyoban:" there must be a question mark',
  long: 'it is longer than any link',
  encoding: 'a part of it is not well-formed',
  twice: 'a part of it is there twice',
  root: 'its root is not 64 hexadecimal digits',
  size: 'its size is not a number of bytes up to 1 TiB',
  name: 'it has no usable name',
}

/** Parses a Hyoban link or a magnet link; null for text that is neither. Throws BAD_INPUT for those without a file. */
function linkOf(what: string): HyobanLink | null {
  const scheme = what.trim().toLowerCase()
  if (!scheme.startsWith(LINK_SCHEME) && !scheme.startsWith('magnet:')) return null
  const { link, fault } = readLink(what)
  if (link) return link
  if (fault === 'magnet')
    throw new HyobanError('BAD_INPUT', 'This magnet link identifies a torrent, not a file.', {
      hint: 'Use one that Hyoban made for a single file, a root, a Hyoban link or search words.',
    })
  throw new HyobanError('BAD_INPUT', `This is not a Hyoban link: ${FAULTS[fault]}.`, {
    hint: 'It looks like "hyoban:?root=...&name=...&size=...", in quotes on a command line.',
  })
}

/** Says that a file got another name than its source announced; null if it got that one. */
function renaming(announced: string, path: string): string | null {
  const name = basename(path)
  if (name === announced) return null
  const why = safeName(announced) === announced ? 'is taken here' : 'is a name that not every system can hold'
  return `saved as "${displayText(name)}", as "${displayText(announced)}" ${why}.`
}

/**
 * `hyoban get ROOT|LINK|TEXT`: downloads one file from all its sources, the most trusted first, and prints its path.
 */
export function getCommand(program: Command, io: CliIo): void {
  const command = new WordsCommand('get').description(
    'download a file by its root or Hyoban link, or the best hit of a search',
  )
  program.addCommand(command)
  withNodeFlags(command.argument('<root-link-or-text...>'))
    .option('--timeout <seconds>', 'time limit for finding a source, and for waiting without one', '30')
    .option('--wait', 'wait for whatever keeps the download from going on, instead of ending with it')
    .option('--to <dir>', 'folder for the file')
    .option('--json', 'print the finished file as JSON')
    .action(async (words: string[], flags: GetFlags) => {
      const what = words.join(' ')
      const timeoutMs = parseSeconds(flags.timeout)
      const link = linkOf(what)
      const root = link?.root ?? (isHex32(what.toLowerCase()) ? what.toLowerCase() : '')
      const to = flags.to === undefined ? undefined : parseReadPath(flags.to, '--to')
      await withNode(io, flags, async (node) => {
        if (await inNoCommunity(node)) throw await whyNoSource(node, what, [])
        io.err('hyoban: looking for a source ...')
        const enough = (found: SearchResult): boolean => wanted(found, root) !== undefined
        const result = await find(node, { text: root ? '' : what, limit: 1000, timeoutMs, enough, signal: io.signal })
        if (io.signal.aborted) throw new HyobanError('CANCELLED', 'The search for a source was stopped.')
        const hit = wanted(result, root)
        if (!hit) {
          const hits = result.hits.filter((one) => root === '' || one.root === root)
          throw await whyNoSource(node, what, hits)
        }
        const file = {
          root: hit.root,
          name: link?.name ?? hit.name,
          size: hit.size,
          peers: bestSources(hit)
            .slice(0, 32)
            .map(({ publicKey }) => publicKey),
          ...(to !== undefined && { to }),
        }
        const { id } = await node.handlers.transfers.download(file, { signal: io.signal })
        const done = await follow(node, { id, wait: flags.wait === true, patienceMs: timeoutMs }, io)
        const renamed = renaming(file.name, done.path)
        if (renamed) io.err(`hyoban: ${renamed}`)
        io.out(flags.json ? JSON.stringify({ path: done.path, size: done.size, root: done.root }) : done.path)
      })
    })
}
