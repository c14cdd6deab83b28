import type { Labels } from './labels.ts'

/** What the node does just now, as far as the tray says it. */
export interface TrayStatus {
  state: 'online' | 'connecting' | 'offline'
  peers: number
  /** Bytes a second. */
  downloadRate: number
  uploadRate: number
}

const UNITS = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const

/** "1.2 MB/s": as the page writes it, without its translations. */
export function trayRate(bytes: number): string {
  let [index, scaled] = [0, Math.max(0, bytes)]
  while (scaled >= 999.5 && index < UNITS.length - 1) {
    scaled /= 1000
    index++
  }
  return `${index === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[index]}`
}

/** The text of the tray icon: whether it is online, with how many, how fast. Windows shows 127 characters at most. */
export function trayText(labels: Labels, status: TrayStatus | undefined): string {
  if (!status) return 'Hyoban'
  const state = labels[status.state]
  if (status.state !== 'online') return `Hyoban: ${state}`
  const rates = `↓ ${trayRate(status.downloadRate)}  ↑ ${trayRate(status.uploadRate)}`
  return `Hyoban: ${state}, ${labels.peers(status.peers)}\n${rates}`
}
