/**
 * Names a rating log within a node: the owner's key (64 hex digits) for the first log of an identity. A log that its
 * owner began later, after declaring that the one before was lost, adds a dot and its epoch.
 */
export type LogName = string

const KEY_LENGTH = 64

export function logName(peer: string, epoch = 0): LogName {
  return epoch === 0 ? peer : `${peer}.${epoch}`
}

/** The key of the owner. */
export function ownerOf(log: LogName): string {
  return log.slice(0, KEY_LENGTH)
}

/** 0 for the first log. */
export function epochOf(log: LogName): number {
  return log.length > KEY_LENGTH ? Number(log.slice(KEY_LENGTH + 1)) : 0
}
