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
  status: async (program, io) => (await import('./node/status.ts')).statusCommand(program, io),
  peers: async (program, io) => (await import('./node/peers.ts')).peersCommand(program, io),
  trust: async (program, io) => (await import('./node/trust.ts')).trustCommand(program, io),
  exclude: async (program, io) => (await import('./node/decide.ts')).excludeCommand(program, io),
  allow: async (program, io) => (await import('./node/decide.ts')).allowCommand(program, io),
  transfers: async (program, io) => (await import('./node/transfers.ts')).transfersCommand(program, io),
  limits: async (program, io) => (await import('./node/limits.ts')).limitsCommand(program, io),
  communities: async (program, io) => (await import('./node/communities.ts')).communitiesCommand(program, io),
  export: async (program, io) => (await import('./node/export.ts')).exportCommand(program, io),
  simulate: async (program, io) => (await import('./simulate.ts')).simulateCommand(program, io),
  attack: async (program, io) => (await import('./attack.ts')).attackCommand(program, io),
  completion: async (program, io) => (await import('./completion/command.ts')).completionCommand(program, io),
}

const THERE_ARE = `There are: ${Object.keys(COMMANDS).join(', ')}.`

/** Commands that concern all the others. */
const ALL = new Set(['help', 'completion'])

/** A program with the commands that are named. Throws HyobanError BAD_INPUT for one that does not exist. */
async function programWith(names: readonly string[], io: CliIo, version: string): Promise<Command> {
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
  const commandIo = { ...io, err: (...line: Parameters<CliIo['err']>): void => void (quiet || io.err(...line)) }
  program.hook('preAction', (_program, command) => {
    quiet = command.opts<{ quiet?: boolean }>().quiet === true
  })
  for (const name of names) {
    const load = Object.hasOwn(COMMANDS, name) && COMMANDS[name]
    if (!load) throw new HyobanError('BAD_INPUT', `There is no command "${name}".`, { hint: THERE_ARE })
    await load(program, commandIo)
  }
  for (const command of program.commands)
    command
      .exitOverride()
      .copyInheritedSettings(program)
      .option('--quiet', 'print nothing but results and errors')
      .option('--verbose', 'print where an error came from')
  return program
}

/** A program with all commands, to be read and not run. */
export function wholeProgram(io: CliIo, version: string): Promise<Command> {
  return programWith(Object.keys(COMMANDS), io, version)
}

/** The version alone needs no command, and loading them all takes a second. */
const isVersion = ([first]: readonly string[]): boolean => first === '-V' || first === '--version'

/** Runs a command line (without node and script). Throws HyobanError, or commander's error once usage is printed. */
export async function runCli(args: readonly string[], io: CliIo, version: string): Promise<void> {
  if (args.length === 0)
    throw new HyobanError('BAD_INPUT', 'No command was given.', { hint: `${THERE_ARE} Run hyoban --help for details.` })
  const name = args.find((arg) => !arg.startsWith('-'))
  const needsAll = name === undefined || ALL.has(name)
  const names = isVersion(args) ? [] : needsAll ? Object.keys(COMMANDS) : [name]
  const program = await programWith(names, io, version)
  await program.parseAsync([...args], { from: 'user' })
}
