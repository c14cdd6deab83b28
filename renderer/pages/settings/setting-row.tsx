import type { ReactNode } from 'react'
import { useIsFound } from './settings-filter.ts'
import classes from './settings.module.css'

/** One setting: label, description and control, unless it is filtered out. `htmlFor` is the control's id. */
export function SettingRow({
  label,
  text,
  htmlFor,
  children,
}: {
  label: string
  text?: string
  htmlFor?: string
  children: ReactNode
}) {
  if (!useIsFound(label, text ?? '')) return null
  return (
    <div className={classes.row}>
      <div>
        {htmlFor ? (
          <label className={classes.label} htmlFor={htmlFor}>
            {label}
          </label>
        ) : (
          <div className={classes.label}>{label}</div>
        )}
        {text && <div className={classes.text}>{text}</div>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  )
}
