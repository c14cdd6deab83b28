import { messageOf } from '../base/errors.ts'
import type { DesktopPort } from '../node.ts'

/** Keeps the machine from sleeping while `on`; does nothing without a desktop shell. */
export function keepAwake(desktop: DesktopPort | undefined, on: boolean, log: (line: string) => void): void {
  desktop?.keepAwake?.(on).catch((error: unknown) => log(`the machine may sleep: ${messageOf(error)}`))
}
