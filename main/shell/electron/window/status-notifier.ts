import { execFile } from 'node:child_process'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const BUS = 'org.freedesktop.DBus'
/** A session bus answers at once. */
const LIMIT_MS = 2000

/** Programs that ask the session bus whether a name is taken; desktops bring one of them. */
const ASKS: readonly (readonly [string, ...string[]])[] = [
  [
    'gdbus',
    'call',
    '--session',
    `--dest=${BUS}`,
    '--object-path=/org/freedesktop/DBus',
    `--method=${BUS}.NameHasOwner`,
    WATCHER,
  ],
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${BUS}`,
    '/org/freedesktop/DBus',
    `${BUS}.NameHasOwner`,
    `string:${WATCHER}`,
  ],
]

function ask([command, ...args]: readonly [string, ...string[]]): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: LIMIT_MS }, (error, stdout) =>
      resolve(error ? undefined : /\btrue\b/.test(stdout)),
    )
  })
}

/**
 * Whether the Linux desktop shows tray icons: some program has taken the watcher's name (freedesktop.org's
 * StatusNotifierItem). GNOME has none without an extension. False if nobody can be asked.
 */
export async function showsTrayIcons(): Promise<boolean> {
  for (const command of ASKS) {
    const answer = await ask(command)
    if (answer !== undefined) return answer
  }
  return false
}
