import type { ReactNode } from 'react'
import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './identity.module.css'

/** A warning to read before going on. */
export function Warning({
  icon: Icon = IconAlertTriangle,
  children,
}: {
  icon?: typeof IconAlertTriangle
  children: ReactNode
}) {
  return (
    <div className={classes.warning} role="note">
      <Icon size={18} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <span>{children}</span>
    </div>
  )
}
