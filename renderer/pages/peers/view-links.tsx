import { useEffect, useRef } from 'react'
import { IconBan, IconList, IconTopologyStar3 } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useText } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

export type PeersView = 'table' | 'graph' | 'excluded'

const VIEWS = [
  { id: 'table', href: '/peers', icon: IconList },
  { id: 'graph', href: '/peers/graph', icon: IconTopologyStar3 },
  { id: 'excluded', href: '/peers/excluded', icon: IconBan },
] as const

let followed = false

/** The three ways to look at peers. The keyboard stays on the link that it followed. */
export function ViewLinks({ view }: { view: PeersView }) {
  const { t } = useText()
  const here = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (followed) here.current?.focus()
    followed = false
  }, [view])
  return (
    <nav className={classes.views} aria-label={t('trust:views.label')}>
      {VIEWS.map(({ id, href, icon: Icon }) => (
        <Link
          key={id}
          href={href}
          ref={id === view ? here : undefined}
          className={classes.view}
          aria-current={id === view ? 'page' : undefined}
          data-testid={`view-${id}`}
          onClick={() => (followed = id !== view)}
        >
          <Icon size={15} aria-hidden />
          {t(`trust:views.${id}`)}
        </Link>
      ))}
    </nav>
  )
}
