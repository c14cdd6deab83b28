import { useEffect, useRef, type PointerEvent } from 'react'
import { useElementSize, useReducedMotion } from '@mantine/hooks'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import { dotAt, dotGrid, drawDot, KIND_COLOURS } from './dot-shapes.ts'
import type { WatchSession } from './watch-session.ts'
import classes from './watch.module.css'

const GLOW_MS = 500

interface DotsProps {
  session: WatchSession
  label: string
  picked: number | null
  onPick: (slot: number) => void
  theme: ChartTheme
}

/**
 * All peers as dots, drawn outside React so that a thousand of them move smoothly; a peer whose state changes glows
 * for a moment.
 */
export function Dots({ session, label, picked, onPick, theme }: DotsProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const still = useReducedMotion()
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen || width < 10 || height < 10) return undefined
    const scale = window.devicePixelRatio || 1
    element.width = Math.round(width * scale)
    element.height = Math.round(height * scale)
    const colours = KIND_COLOURS[theme.dark ? 'dark' : 'light']
    const glow = new Map<number, number>()
    let before = session.get().codes
    let frame = 0
    let changes = -1
    const draw = (now: number): void => {
      frame = 0
      changes++
      const { codes } = session.get()
      const grid = dotGrid(codes.length, width, height)
      if (!still && codes.length === before.length && codes !== before)
        for (let slot = 0; slot < codes.length; slot++)
          if ((codes[slot] as number) >> 3 !== (before[slot] as number) >> 3) glow.set(slot, now)
      before = codes
      pen.setTransform(scale, 0, 0, scale, 0, 0)
      pen.clearRect(0, 0, width, height)
      const radius = Math.max(1.5, grid.cell * 0.36)
      const centre = (slot: number): [number, number] => [
        ((slot % grid.columns) + 0.5) * grid.cell,
        (Math.floor(slot / grid.columns) + 0.5) * grid.cell,
      ]
      for (const [slot, since] of glow) {
        const age = (now - since) / GLOW_MS
        if (age >= 1) {
          glow.delete(slot)
          continue
        }
        const [x, y] = centre(slot)
        pen.globalAlpha = 0.35 * (1 - age)
        pen.fillStyle = theme.wait
        pen.beginPath()
        pen.arc(x, y, grid.cell * 0.5, 0, 2 * Math.PI)
        pen.fill()
      }
      for (let slot = 0; slot < codes.length; slot++)
        drawDot(pen, codes[slot] as number, ...centre(slot), radius, colours)
      if (picked !== null && picked < codes.length) {
        const [x, y] = centre(picked)
        pen.strokeStyle = theme.text
        pen.lineWidth = 2
        pen.beginPath()
        pen.arc(x, y, Math.max(6, grid.cell * 0.56), 0, 2 * Math.PI)
        pen.stroke()
      }
      element.dataset.frames = String(changes)
      if (glow.size > 0) request()
    }
    const request = (): void => {
      frame ||= requestAnimationFrame(draw)
    }
    const off = session.subscribe(request)
    request()
    return () => {
      off()
      cancelAnimationFrame(frame)
    }
  }, [session, width, height, picked, theme, still])
  const onPointer = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const n = session.get().codes.length
    const slot = dotAt(event.clientX - box.left, event.clientY - box.top, dotGrid(n, width, height), n)
    if (slot !== null) onPick(slot)
  }
  return (
    <div className={classes.dots} ref={ref}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onPointerDown={onPointer}
        data-testid="dots"
        style={{ width: '100%', height: '100%' }}
      />
    </div>
  )
}
