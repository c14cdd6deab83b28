/** How the system starts a program. */
export interface LaunchCommand {
  program: string
  args: readonly string[]
}

/** An argument in the Exec key of a desktop entry: quoted, escaped as a string, and without field codes. */
function quoted(text: string): string {
  if (/[\n\r\t\0]/.test(text)) throw new RangeError('a desktop entry cannot name a path with control characters')
  const quotes = text.replaceAll(/["`$\\]/g, String.raw`\$&`)
  return `"${quotes.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`
}

/**
 * The text of an autostart entry (freedesktop.org's Desktop Entry and Autostart specifications). Throws RangeError if a
 * path cannot be written.
 */
export function autostartEntry({ program, args }: LaunchCommand): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Hyoban',
    'Comment=Share files peer to peer',
    'Comment[ja]=ファイルをP2Pで共有します',
    `Exec=${[program, ...args].map(quoted).join(' ')}`,
    'Icon=hyoban',
    'Terminal=false',
    'StartupWMClass=hyoban',
    'X-GNOME-Autostart-enabled=true',
  ]
  return `${lines.join('\n')}\n`
}

/** Whether an autostart entry is in force; desktops switch one off without removing it. */
export function isEnabled(entry: string): boolean {
  return !/^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(entry)
}
