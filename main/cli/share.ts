import { resolve } from 'node:path'
import type { Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import type { SharedFolder } from '../contract/library.ts'
import type { HyobanNode } from '../node.ts'
import type { CliIo } from './io.ts'
import { nodeOptions, withNode, withNodeFlags, type NodeFlags } from './node-session.ts'

/** Waits until no folder of `ids` is being read, with progress on stderr; returns their final state. */
async function untilRead(node: HyobanNode, ids: ReadonlySet<number>, io: CliIo): Promise<SharedFolder[]> {
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

/** `hyoban share DIR...`: adds folders to the library of a node that is not running. */
export function shareCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program.command('share').description('add folders to the library and hash their files').argument('<dir...>'),
  )
    .option('--json', 'print the folders as JSON')
    .action(async (paths: string[], flags: NodeFlags & { json?: boolean }) => {
      await withNode(io, nodeOptions(flags, io, 'none'), async (node) => {
        const ids = new Set<number>()
        for (const path of paths)
          ids.add((await node.handlers.library.share({ path: resolve(path) }, { signal: io.signal })).id)
        const folders = await untilRead(node, ids, io)
        const failed = folders.find((folder) => folder.problem)?.problem
        if (flags.json)
          io.out(JSON.stringify(folders.map(({ path, files, bytes, skipped }) => ({ path, files, bytes, skipped }))))
        else for (const folder of folders) io.out(`${folder.path}: ${folder.files} files, ${folder.bytes} bytes`)
        if (failed) throw new HyobanError(failed.code, failed.message, { hint: failed.hint, details: failed.details })
      })
    })
}
