import { fstatSync } from 'node:fs'

/** Severity of a line as syslog(3) has it. */
const SEVERITY = { error: 3, warning: 4, info: 6 } as const
export type Severity = keyof typeof SEVERITY

/**
 * Whether a descriptor of this process leads to the journal: JOURNAL_STREAM names its device and inode
 * (systemd.exec(5)). Everybody who may read the journal reads what is written there.
 */
export function leadsToJournal(descriptor: number, env: Readonly<Record<string, string | undefined>>): boolean {
  if (!env['JOURNAL_STREAM']) return false
  const { dev, ino } = fstatSync(descriptor)
  return env['JOURNAL_STREAM'] === `${dev}:${ino}`
}

/** The lines of `text`, each with the prefix that gives it its severity in the journal (sd-daemon(3)). */
export function withSeverity(text: string, severity: Severity): string {
  return text.replaceAll(/^/gm, `<${SEVERITY[severity]}>`)
}
