import type { Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { hashStream } from '../library/hashing/hash-stream.ts'
import { Hasher } from '../library/hashing/hasher.ts'
import { parseReadPath } from '../shell/arguments.ts'
import { Failures } from './failures.ts'
import type { CliIo } from './io.ts'

/** `hyoban hash FILE...`: prints each file's BEP 52 root; those that cannot be read do not stop the others. */
export function hashCommand(program: Command, io: CliIo): void {
  program
    .command('hash')
    .description("print each file's root: the SHA-256 Merkle root of BEP 52")
    .argument('<file...>', 'files; "-" is the standard input')
    .option('--json', 'print [{"path","size","root"}], or "error" for a file that could not be read')
    .action(async (paths: string[], flags: { json?: boolean }) => {
      const files = paths.map((path) => {
        const full = path === '-' ? '-' : parseReadPath(path, 'The path of a file')
        return { path: path.includes('\ufffd') ? full : path, full }
      })
      if (files.filter(({ full }) => full === '-').length > 1)
        throw new HyobanError('BAD_INPUT', 'The standard input can be read only once.')
      const hasher = new Hasher()
      const failures = new Failures(io.signal)
      const rows: object[] = []
      try {
        for (const { path, full } of files) {
          try {
            const { size, root } =
              full === '-' ? await hashStream(io.input(), io.signal) : await hasher.hash(full, { signal: io.signal })
            rows.push({ path, size, root: toHex(root) })
            if (!flags.json) io.out(hashLine(toHex(root), path))
          } catch (error) {
            rows.push({ path, error: failures.add(error) })
          }
        }
        if (flags.json) io.out(JSON.stringify(rows))
        failures.raise()
      } finally {
        await hasher.close()
      }
    })
}

/** One line, as sha256sum prints it: a name with a line break is escaped, and a backslash in front says so. */
function hashLine(root: string, path: string): string {
  if (!/[\n\r]/.test(path)) return `${root}  ${path}`
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `\\${root}  ${escaped}`
}
