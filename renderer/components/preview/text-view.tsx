import { useEffect, useState } from 'react'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { LoadingPanel } from '../feedback/state-panel.tsx'
import classes from './preview.module.css'

/** Maximum bytes of a text that are shown. */
const SHOWN = 256 * 1024

/** Decodes UTF-8, else the likely encodings of older Japanese files, else Latin-1. */
export function decodePreviewText(bytes: Uint8Array, cut: boolean): string {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      // A cut may fall inside a character: `stream` drops the incomplete rest.
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: cut })
    } catch {
      // Not valid in this encoding.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}

interface TextViewProps {
  path: string
  name: string
  size: number
  onFail: () => void
}

/** The beginning of a text, verbatim: markup is shown, not interpreted. */
export function TextView({ path, name, size, onFail }: TextViewProps) {
  const { t } = useText()
  const format = useFormat()
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const cut = size > SHOWN
    fetch(path, { signal: stop.signal, ...(cut && { headers: { Range: `bytes=0-${SHOWN - 1}` } }) })
      .then(async (answer) => {
        if (!answer.ok) throw new Error(String(answer.status))
        setText(decodePreviewText(new Uint8Array(await answer.arrayBuffer()), cut))
      })
      .catch(() => {
        if (!stop.signal.aborted) onFail()
      })
    return () => stop.abort()
  }, [path, size, onFail])
  if (text === null) return <LoadingPanel title={t('common:preview.opening')} />
  return (
    <>
      <pre className={classes.text} tabIndex={0} aria-label={name}>
        {text}
      </pre>
      {size > SHOWN && (
        <p className={classes.note}>
          {t('common:preview.cut', { shown: format.bytes(SHOWN), size: format.bytes(size) })}
        </p>
      )}
    </>
  )
}
