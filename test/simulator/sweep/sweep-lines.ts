import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge, type CommandResult } from '../../cli/processes.ts'

/** Command lines of `hyoban simulate` in this process, with a temporary folder for sweeps. */
export class SweepLines {
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  static async make(): Promise<SweepLines> {
    return new SweepLines(await mkdtemp(join(tmpdir(), 'hyoban-sweep-')))
  }

  /** Runs a command to its end, whatever it is. */
  run(...args: string[]): Promise<CommandResult> {
    return judge(join(this.dir, 'data'), ['simulate', ...args])
  }

  /** Runs a command that must end well; its output. */
  async out(...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(...args)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${err}`)
    return out
  }

  close(): Promise<void> {
    return rm(this.dir, { recursive: true })
  }
}
