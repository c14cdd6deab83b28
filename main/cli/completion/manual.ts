import type { CommandOutline } from './outline.ts'

/** Text for roff (man(7)): hyphens that are typed, backslashes, and a leading dot or quote, else a request. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll(/^([.'])/gm, String.raw`\&$1`)

function commandSection({ name, description, operands, words, options }: CommandOutline): string[] {
  const said = words.length > 0 ? ` The first operand is one of: ${words.join(', ')}.` : ''
  return [
    `.SS hyoban ${roff(name)}${operands ? ` ${roff(operands)}` : ''}`,
    `${roff(`${description.charAt(0).toUpperCase()}${description.slice(1)}.${said}`)}`,
    ...options.flatMap(({ long, value, description: text }) => [
      '.TP',
      String.raw`\fB${roff(long)}\fR${value ? String.raw` \fI${roff(value)}\fR` : ''}`,
      roff(`${text}.`),
    ]),
  ]
}

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'done'],
  ['1', 'failed: the last line on the standard error says what happened and what to do'],
  ['2', 'wrong usage'],
  ['130, 143, 129', 'interrupted by SIGINT, SIGTERM, SIGHUP'],
]
const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['HYOBAN_DATA_DIR', 'folder of identity, logs and database, unless --data-dir names another'],
  ['HYOBAN_TOKEN_FILE', 'as --token-file of serve'],
]

const tagged = ([tag, text]: readonly [string, string]): string[] => [
  '.TP',
  String.raw`\fB${roff(tag)}\fR`,
  roff(`${text}.`),
]

/** The manual page hyoban(1), in the macros of man(7). */
export function manualPage(version: string, commands: readonly CommandOutline[]): string {
  return [
    `.TH HYOBAN 1 "" "hyoban ${version}" "User Commands"`,
    '.SH NAME',
    String.raw`hyoban \- share files in a pure peer\-to\-peer network and see how far each peer can be trusted`,
    '.SH SYNOPSIS',
    String.raw`.B hyoban \fICOMMAND\fR [\fIOPTIONS\fR]`,
    '.SH DESCRIPTION',
    'Commands that concern the network use the node that runs on the data directory, or start one of their own for as',
    'long as they take. Results go to the standard output, everything else to the standard error.',
    '.SH COMMANDS',
    ...commands.flatMap(commandSection),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(tagged),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(tagged),
    '',
  ].join('\n')
}
