import type { Command } from 'commander'
import { parseSeconds, parseWhole } from '../shell/arguments.ts'
import { find } from './find.ts'
import type { CliIo } from './io.ts'
import { WordsCommand } from './process/words-command.ts'
import { inNoCommunity, noteOfCommunity, whyNobodyWasAsked } from './reach.ts'
import { withNode, withNodeFlags, type NodeFlags } from './node-session.ts'

/** Time limit in ms for the files known here. */
const OWN_INDEX_MS = 2_000

interface SearchFlags extends NodeFlags {
  timeout: string
  limit: string
  json?: boolean
}

/** `hyoban search WORDS`: searches the community's catalogues and prints the matches. */
export function searchCommand(program: Command, io: CliIo): void {
  const command = new WordsCommand('search').description('search the community and print the hits')
  program.addCommand(command)
  withNodeFlags(command.argument('[words...]', 'search words; without any, the newest files are listed'))
    .option('--timeout <seconds>', 'time limit for catalogues to arrive', '15')
    .option('--limit <n>', 'maximum number of hits', '50')
    .option('--json', 'print the hits as JSON')
    .action(async (words: string[], flags: SearchFlags) => {
      const timeoutMs = parseSeconds(flags.timeout)
      const limit = parseWhole(flags.limit, '--limit', 1, 1000)
      await withNode(io, flags, async (node) => {
        await noteOfCommunity(node, io, 'only its own files are searched')
        io.err('hyoban: searching ...')
        const alone = await inNoCommunity(node)
        const { hits, total } = await find(node, {
          text: words.join(' '),
          limit,
          // nothing arrives where nobody is met
          timeoutMs: alone ? Math.min(timeoutMs, OWN_INDEX_MS) : timeoutMs,
          enough: () => false,
          signal: io.signal,
        })
        const unasked = io.signal.aborted ? null : await whyNobodyWasAsked(node)
        // nothing found is an answer only if somebody was asked
        if (unasked && hits.length === 0) throw unasked
        if (unasked && !alone) io.err(`hyoban: ${unasked.message} These are only the files known here. ${unasked.hint}`)
        if (flags.json) io.out(JSON.stringify(hits))
        else {
          for (const hit of hits)
            io.out(`${hit.root}  ${String(hit.size).padStart(12)}  ${hit.sources.length} sources  ${hit.name}`)
          io.err(`hyoban: ${total} found.`)
        }
        io.signal.throwIfAborted()
      })
    })
}
