import type { Command } from 'commander'
import { parseSeconds, parseWhole } from '../shell/arguments.ts'
import { find } from './find.ts'
import type { CliIo } from './io.ts'
import { nodeOptions, withNode, withNodeFlags, type NodeFlags } from './node-session.ts'

interface SearchFlags extends NodeFlags {
  timeout: string
  limit: string
  json?: boolean
}

/** `hyoban search WORDS`: searches the community's catalogues and prints the matches. */
export function searchCommand(program: Command, io: CliIo): void {
  const command = program.command('search').description('search the community and print the hits')
  withNodeFlags(command.argument('[words...]', 'search words; without any, the newest files are listed'))
    .option('--timeout <seconds>', 'time limit for catalogues to arrive', '15')
    .option('--limit <n>', 'maximum number of hits', '50')
    .option('--json', 'print the hits as JSON')
    .action(async (words: string[], flags: SearchFlags) => {
      const timeoutMs = parseSeconds(flags.timeout)
      const limit = parseWhole(flags.limit, '--limit', 1, 1000)
      await withNode(io, nodeOptions(flags, io, 'none'), async (node) => {
        io.err('hyoban: searching ...')
        const { hits, total } = await find(node, {
          text: words.join(' '),
          limit,
          timeoutMs,
          enough: () => false,
          signal: io.signal,
        })
        if (flags.json) io.out(JSON.stringify(hits))
        else {
          for (const hit of hits)
            io.out(`${hit.root}  ${String(hit.size).padStart(12)}  ${hit.sources.length} sources  ${hit.name}`)
          io.err(`hyoban: ${total} found.`)
        }
      })
    })
}
