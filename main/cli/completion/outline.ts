import type { Command, Option } from 'commander'

/** A command as completions and the manual show it. */
export interface CommandOutline {
  readonly name: string
  readonly description: string
  /** Operands as in the usage line: "<dir...>". */
  readonly operands: string
  /** Values that the first operand can have; empty where it can be anything. */
  readonly words: readonly string[]
  readonly options: readonly OptionOutline[]
}

export interface OptionOutline {
  /** As typed: "--data-dir". */
  readonly long: string
  /** The value's name, "dir"; empty for a switch. */
  readonly value: string
  readonly description: string
}

/** Names of values that are files or folders. */
export const FILE_VALUES = new Set(['dir', 'file', 'path'])

/** The commands of a program, in its order, without the one that prints help. */
export function outlineOf(program: Command): CommandOutline[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    operands: command.registeredArguments
      .map((one) => {
        const name = `${one.name()}${one.variadic ? '...' : ''}`
        return one.required ? `<${name}>` : `[${name}]`
      })
      .join(' '),
    words: command.registeredArguments[0]?.argChoices ?? [],
    options: command.options.filter(({ hidden, long }) => !hidden && long).map(outlineOfOption),
  }))
}

function outlineOfOption({ long, flags, description }: Option): OptionOutline {
  return { long: long as string, value: /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? '', description }
}
