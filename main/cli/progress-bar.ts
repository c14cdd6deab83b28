/** The stream that a bar is drawn on. */
export interface Terminal {
  isTTY?: boolean
  write(text: string): unknown
}

/** A one-line progress bar; draws nothing if `stream` is not a terminal. */
export function progressBar(stream: Terminal): { show(fraction: number): void; clear(): void } {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  const width = 40
  let shown = -1
  return {
    show(fraction) {
      const percent = Math.floor(fraction * 100)
      if (percent === shown) return
      shown = percent
      const full = Math.round(fraction * width)
      stream.write(`\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(percent).padStart(3)} %`)
    },
    clear() {
      if (shown >= 0) stream.write('\r\u001b[K')
    },
  }
}
