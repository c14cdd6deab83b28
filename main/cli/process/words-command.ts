import { Command } from 'commander'

/**
 * A command whose operands are words in any form: `search bach -live` excludes "live". One hyphen begins a word, two an
 * option; after "--" everything is a word.
 */
export class WordsCommand extends Command {
  constructor(name: string) {
    super(name)
    this.allowUnknownOption()
    // its short form would be a word
    this.helpOption('--help', 'display help for command')
  }

  override parseOptions(args: string[]): { operands: string[]; unknown: string[] } {
    const end = args.indexOf('--')
    const before = end < 0 ? args : args.slice(0, end)
    const { operands, unknown } = super.parseOptions([...before])
    if (args.length === 1 && args[0] === '-h') return { operands: [], unknown: ['--help'] }
    const strange = unknown.find((word) => word.startsWith('--') && word !== '--help')
    if (strange !== undefined)
      this.error(`error: unknown option '${strange}'; words that begin with two hyphens come after "--"`, {
        code: 'commander.unknownOption',
      })
    if (unknown.includes('--help')) return { operands: [], unknown: ['--help'] }
    return { operands: [...operands, ...unknown, ...(end < 0 ? [] : args.slice(end + 1))], unknown: [] }
  }
}
