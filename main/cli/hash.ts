import { resolve } from 'node:path'
import type { Command } from 'commander'
import { toHex } from '../base/hex.ts'
import { Hasher } from '../library/hashing/hasher.ts'
import type { CliIo } from './io.ts'

/** `hyoban hash FILE...`: prints each file's BEP 52 root. */
export function hashCommand(program: Command, io: CliIo): void {
  program
    .command('hash')
    .description("print each file's root: the SHA-256 Merkle root of BEP 52")
    .argument('<file...>')
    .option('--json', 'print [{"path","size","root"}]')
    .action(async (paths: string[], flags: { json?: boolean }) => {
      const hasher = new Hasher()
      try {
        const rows: { path: string; size: number; root: string }[] = []
        for (const path of paths) {
          const { size, root } = await hasher.hash(resolve(path), { signal: io.signal })
          rows.push({ path, size, root: toHex(root) })
          if (!flags.json) io.out(`${toHex(root)}  ${path}`)
        }
        if (flags.json) io.out(JSON.stringify(rows))
      } finally {
        await hasher.close()
      }
    })
}
