import { type CommandOutline, FILE_VALUES, type OptionOutline } from './outline.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** In single quotes; the same for all three shells but for fish's backslash. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", `'\\''`)}'`

const takesFile = ({ value }: OptionOutline): boolean => FILE_VALUES.has(value)
const wordsOf = ({ words, options }: CommandOutline): string => [...words, ...options.map(({ long }) => long)].join(' ')

function bash(commands: readonly CommandOutline[]): string {
  const files = [...new Set(commands.flatMap(({ options }) => options.filter(takesFile).map(({ long }) => long)))]
  const cases = commands.map((one) => `    ${one.name}) words=${quoted(wordsOf(one))} ;;`)
  return `# hyoban: completion for bash. Load it with: source <(hyoban completion bash)
_hyoban() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words
  COMPREPLY=()
  case $before in
    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(' '))} -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    *) return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case $current in
    -*) ;;
    *) COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _hyoban hyoban
`
}

/** A description within zsh's brackets, where colons and brackets have a meaning. */
const zshText = (text: string): string => text.replaceAll(/[[\]:]/g, String.raw`\$&`)

function zsh(commands: readonly CommandOutline[]): string {
  const names = commands.map(({ name, description }) => `    ${quoted(`${name}:${zshText(description)}`)}`)
  const cases = commands.map(({ name, words, options }) => {
    const specs = options.map((option) => {
      const { long, value, description } = option
      const action = value === '' ? '' : `:${zshText(value)}:${takesFile(option) ? '_files' : ''}`
      return quoted(`${long}[${zshText(description)}]${action}`)
    })
    const operand = quoted(words.length > 0 ? `1:word:(${words.join(' ')})` : '*:operand:_files')
    return `    ${name}) _arguments ${[...specs, operand].join(' ')} ;;`
  })
  return `#compdef hyoban
# hyoban: completion for zsh. Save it as _hyoban in a folder of $fpath, or load it with: source <(hyoban completion zsh)
_hyoban() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _hyoban ]; then _hyoban "$@"; else compdef _hyoban hyoban; fi
`
}

function fish(commands: readonly CommandOutline[]): string {
  const lines = commands.flatMap(({ name, description, words, options }) => {
    const within = `__fish_seen_subcommand_from ${name}`
    return [
      `complete -c hyoban -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...(words.length > 0 ? [`complete -c hyoban -n ${quoted(within)} -f -a ${quoted(words.join(' '))}`] : []),
      ...options.map((option) => {
        const value = option.value === '' ? '' : takesFile(option) ? ' -r -F' : ' -x'
        return (
          `complete -c hyoban -n ${quoted(within)} -l ${option.long.slice(2)}${value} ` +
          `-d ${quoted(option.description)}`
        )
      }),
    ]
  })
  return `# hyoban: completion for fish. Load it with: hyoban completion fish | source\n${lines.join('\n')}\n`
}

const WRITERS: Record<Shell, (commands: readonly CommandOutline[]) => string> = { bash, zsh, fish }

/** The completion script of a shell. */
export function completionScript(shell: Shell, commands: readonly CommandOutline[]): string {
  return WRITERS[shell](commands)
}
