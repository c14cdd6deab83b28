import { Argument, type Command } from 'commander'
import type { CliIo } from '../io.ts'
import { outlineOf } from './outline.ts'
import { completionScript, type Shell, SHELLS } from './scripts.ts'

/** `hyoban completion SHELL`: prints a script that completes command lines of hyoban. */
export function completionCommand(program: Command, io: CliIo): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')).choices(SHELLS))
    .action((shell: Shell) => io.out(completionScript(shell, outlineOf(program)).trimEnd()))
}
