import { Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import type { CliIo } from './io.ts'

/** Commands load on demand: `hash` must not wait for the network modules. */
const COMMANDS: Record<string, (program: Command, io: CliIo) => Promise<void>> = {
  serve: async (program, io) => (await import('./serve.ts')).serveCommand(program, io),
  demo: async (program, io) => (await import('./demo.ts')).demoCommand(program, io),
  share: async (program, io) => (await import('./share.ts')).shareCommand(program, io),
  search: async (program, io) => (await import('./search.ts')).searchCommand(program, io),
  get: async (program, io) => (await import('./get.ts')).getCommand(program, io),
  torrent: async (program, io) => (await import('./torrent.ts')).torrentCommand(program, io),
  hash: async (program, io) => (await import('./hash.ts')).hashCommand(program, io),
  simulate: async (program, io) => (await import('./simulate.ts')).simulateCommand(program, io),
  attack: async (program, io) => (await import('./attack.ts')).attackCommand(program, io),
}

/** Runs a command line (without node and script). Throws HyobanError, or commander's error once usage is printed. */
export async function runCli(args: readonly string[], io: CliIo, version: string): Promise<void> {
  const program = new Command('hyoban')
    .description('Share files in a pure peer-to-peer network and see how far each peer can be trusted.')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd().replace(/^error: /, 'hyoban: ')),
    })
  // what a command says on stderr is progress and notes; its errors are thrown
  let quiet = false
  const commandIo = { ...io, err: (line: string): void => void (quiet || io.err(line)) }
  program.hook('preAction', (_program, command) => {
    quiet = command.opts<{ quiet?: boolean }>().quiet === true
  })
  const names = `There are: ${Object.keys(COMMANDS).join(', ')}.`
  if (args.length === 0)
    throw new HyobanError('BAD_INPUT', 'No command was given.', { hint: `${names} Run hyoban --help for details.` })
  const name = args.find((arg) => !arg.startsWith('-'))
  const wanted = name === undefined || name === 'help' ? Object.keys(COMMANDS) : [name]
  for (const command of wanted) {
    const load = Object.hasOwn(COMMANDS, command) && COMMANDS[command]
    if (!load) throw new HyobanError('BAD_INPUT', `There is no command "${command}".`, { hint: names })
    await load(program, commandIo)
  }
  for (const command of program.commands)
    command
      .exitOverride()
      .copyInheritedSettings(program)
      .option('--quiet', 'print nothing but results and errors')
      .option('--verbose', 'print where an error came from')
  await program.parseAsync([...args], { from: 'user' })
}
