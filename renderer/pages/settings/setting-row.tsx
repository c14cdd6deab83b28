import type { ReactNode } from 'react'
import classes from './settings.module.css'

/** One setting: what it is, what it means, and its control. `htmlFor` binds the label to the control's id. */
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
