import { useEffect, useRef, type ComponentType } from 'react'
import { Link } from 'wouter'
import classes from './view-links.module.css'

interface ViewLink {
  id: string
  href: string
  label: string
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>
}

let followed = false

/** Links to the views of a page, in its head. The focus stays on the link that was followed. */
export function ViewLinks({ label, views, here }: { label: string; views: readonly ViewLink[]; here: string }) {
  const current = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (followed) current.current?.focus()
    followed = false
  }, [here])
  return (
    <nav className={classes.views} aria-label={label}>
      {views.map(({ id, href, label: text, icon: Icon }) => (
        <Link
          key={id}
          href={href}
          ref={id === here ? current : undefined}
          className={classes.view}
          aria-current={id === here ? 'page' : undefined}
          data-testid={`view-${id}`}
          onClick={() => (followed = id !== here)}
        >
          <Icon size={15} aria-hidden />
          {text}
        </Link>
      ))}
    </nav>
  )
}
