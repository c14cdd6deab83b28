import type { Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import { realPath } from '../base/process/system-path.ts'
import type { SharedFolder } from '../contract/library.ts'
import type { NodeClient } from '../node.ts'
import { parseReadPath } from '../shell/arguments.ts'
import { Failures } from './failures.ts'
import type { CliIo } from './io.ts'
import { noteOfCommunity } from './reach.ts'
import { withNode, withNodeFlags, type NodeFlags } from './node-session.ts'

/** Waits until no folder of `ids` is being read, with progress on stderr; returns their final state. */
async function untilRead(node: NodeClient, ids: ReadonlySet<number>, io: CliIo): Promise<SharedFolder[]> {
  let last = ''
  for await (const all of node.handlers.library.folders(undefined, { signal: io.signal })) {
    const folders = all.filter((folder) => ids.has(folder.id))
    const line = folders.map((folder) => `${folder.name}: ${folder.hashedFiles} of ${folder.files} files`).join(', ')
    if (line !== last) io.err(`hyoban: ${line}`)
    last = line
    if (folders.every((folder) => folder.state === 'ready' || folder.state === 'problem')) return folders
  }
  throw new HyobanError('CANCELLED', 'Stopped before all files were read.', {
    hint: 'Run the command again to continue.',
  })
}

/** Shares a folder unless it is shared already, as a command that was interrupted is run again. Returns its id. */
async function shared(node: NodeClient, path: string, signal: AbortSignal): Promise<number> {
  const real = await realPath(path).catch(() => path)
  for await (const folders of node.handlers.library.folders(undefined, { signal })) {
    const known = folders.find((folder) => folder.path === real)
    return known ? known.id : (await node.handlers.library.share({ path }, { signal })).id
  }
  throw new HyobanError('CANCELLED', 'Stopped before the folder was shared.')
}

/** `hyoban share DIR...`: adds folders to the library. */
export function shareCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program.command('share').description('add folders to the library and hash their files').argument('<dir...>'),
  )
    .option('--json', 'print the folders as JSON, or "error" for one that cannot be shared')
    .action(async (paths: string[], flags: NodeFlags & { json?: boolean }) => {
      const folders = paths.map((path) => parseReadPath(path, 'The path of a folder'))
      await withNode(io, flags, async (node) => {
        await noteOfCommunity(node, io, 'nobody can find what it shares')
        const failures = new Failures(io.signal)
        const refused: object[] = []
        const ids = new Set<number>()
        for (const path of folders) {
          try {
            ids.add(await shared(node, path, io.signal))
          } catch (error) {
            refused.push({ path, error: failures.add(error) })
          }
        }
        const read = ids.size > 0 ? await untilRead(node, ids, io) : []
        for (const { problem } of read)
          if (problem) failures.add(new HyobanError(problem.code, problem.message, problem))
        const rows = read.map(({ path, files, bytes, skipped, problem }) => ({
          path,
          files,
          bytes,
          skipped,
          ...(problem && { error: problem }),
        }))
        if (flags.json) io.out(JSON.stringify([...rows, ...refused]))
        else for (const folder of read) io.out(`${folder.path}: ${folder.files} files, ${folder.bytes} bytes`)
        const writing = read.reduce((sum, folder) => sum + folder.writing, 0)
        if (writing > 0)
          io.err(`hyoban: files still being written, shared once they have been quiet for a while: ${writing}`)
        failures.raise()
      })
    })
}
