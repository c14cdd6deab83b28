import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
} from 'react'
import { useLocation } from 'wouter'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useTransfers } from '../../../client/streams/streams.ts'
import type { HitActions } from './hit-cells.tsx'
import { SourceMenu, type MenuPlace } from './source-menu.tsx'
import { SourceTip, type TipPlace } from './source-tip.tsx'
import { useDownload } from './use-download.ts'

const TIP_AFTER_MS = 350

/** The latest download of each root. */
export function useDownloads(): ReadonlyMap<string, Transfer> {
  const transfers = useTransfers().data
  return useMemo(() => {
    const found = new Map<string, Transfer>()
    for (const item of transfers ?? []) {
      const before = found.get(item.root)
      if (item.direction === 'down' && (!before || before.started < item.started)) found.set(item.root, item)
    }
    return found
  }, [transfers])
}

interface HitExtras {
  actions: HitActions
  /** Call when the pointer enters the sources of a row; shows them after a delay. */
  near: (hit: SearchHit, event: PointerEvent<HTMLElement>) => void
  /** Hides the menu and tooltip, after rows have moved. */
  hide: () => void
  /** Menu and tooltip, to be rendered outside the rows. */
  floats: ReactNode
}

/** State shared by the rows of a list of contents: one menu of sources, one tooltip, and their downloads. */
export function useHitExtras(): HitExtras {
  const [, navigate] = useLocation()
  const { mutate: download } = useDownload()
  const [menu, setMenu] = useState<{ place: MenuPlace; opened: boolean } | null>(null)
  const [tip, setTip] = useState<TipPlace | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const hideTip = useCallback(() => {
    clearTimeout(timer.current)
    setTip(null)
  }, [])
  const near = useCallback(
    ({ sources }: SearchHit, { currentTarget }: PointerEvent<HTMLElement>) => {
      hideTip()
      currentTarget.addEventListener('pointerleave', hideTip, { once: true })
      timer.current = setTimeout(
        () => currentTarget.isConnected && setTip({ sources, box: currentTarget.getBoundingClientRect() }),
        TIP_AFTER_MS,
      )
    },
    [hideTip],
  )
  useEffect(() => () => clearTimeout(timer.current), [])
  const closeMenu = useCallback(() => setMenu((before) => (before?.opened ? { ...before, opened: false } : before)), [])
  const hide = useCallback(() => {
    hideTip()
    closeMenu()
  }, [hideTip, closeMenu])
  const actions = useMemo<HitActions>(
    () => ({
      download: (hit) => download({ hit }),
      choose: (hit: SearchHit, { currentTarget }: MouseEvent<HTMLElement>) =>
        setMenu({ place: { hit, button: currentTarget, box: currentTarget.getBoundingClientRect() }, opened: true }),
      show: () => navigate('/transfers'),
    }),
    [download, navigate],
  )
  const floats = (
    <>
      <SourceMenu
        place={menu?.place ?? null}
        opened={menu?.opened ?? false}
        onClose={() => {
          closeMenu()
          menu?.place.button.focus({ preventScroll: true })
        }}
        onPick={download}
      />
      {tip && <SourceTip place={tip} />}
    </>
  )
  return { actions, near, hide, floats }
}
