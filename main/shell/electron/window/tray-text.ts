import type { DownloadDigest } from '../core/download-digest.ts'
import type { Labels } from './labels.ts'

/** The part of the node's status that the tray shows. */
export interface TrayStatus {
  state: 'online' | 'connecting' | 'offline'
  peers: number
  /** Bytes per second. */
  downloadRate: number
  uploadRate: number
  alternativeLimitsOn: boolean
  downloads: DownloadDigest
}

const UNITS = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const

/** Formats a rate like the page ("1.2 MB/s"), untranslated. */
export function trayRate(bytes: number): string {
  let [index, scaled] = [0, Math.max(0, bytes)]
  while (scaled >= 999.5 && index < UNITS.length - 1) {
    scaled /= 1000
    index++
  }
  return `${index === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[index]}`
}

/** Tooltip of the tray icon: state, peers and rates. Windows shows at most 127 characters. */
export function trayText(labels: Labels, status: TrayStatus | undefined): string {
  if (!status) return 'Hyoban'
  const state = labels[status.state]
  if (status.state !== 'online') return `Hyoban: ${state}`
  const rates = `↓ ${trayRate(status.downloadRate)}  ↑ ${trayRate(status.uploadRate)}`
  return `Hyoban: ${state}, ${labels.peers(status.peers)}\n${rates}`
}
