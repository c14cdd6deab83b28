import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { useElementSize } from '@mantine/hooks'
import classes from './drawing.module.css'

/** What draws itself into a box; `frame` is called once a change, at most once a screen refresh. */
interface Animation {
  frame(pen: CanvasRenderingContext2D): void
}

interface AnimatedCanvasProps {
  /** Makes the drawing for a box of this size; called again when the size or the function changes. */
  make: (width: number, height: number, scale: number) => Animation
  subscribe: (changed: () => void) => () => void
  /** Text alternative; the numbers are in a table beside it. */
  label: string
  testId: string
  onKeyDown: (event: KeyboardEvent) => void
  /** Where the pointer is; null: it left. */
  onPoint?: (at: { x: number; y: number } | null) => void
}

/** A canvas that is drawn outside React, so that hundreds of nodes move smoothly. */
export function AnimatedCanvas({ make, subscribe, label, testId, onKeyDown, onPoint }: AnimatedCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen || width < 10 || height < 10) return undefined
    const scale = window.devicePixelRatio || 1
    element.width = Math.round(width * scale)
    element.height = Math.round(height * scale)
    const animation = make(width, height, scale)
    let frame = 0
    let frames = 0
    const draw = (): void => {
      frame = 0
      animation.frame(pen)
      element.dataset.frames = String(++frames)
    }
    const request = (): void => {
      frame ||= requestAnimationFrame(draw)
    }
    const off = subscribe(request)
    request()
    return () => {
      off()
      cancelAnimationFrame(frame)
    }
  }, [make, subscribe, width, height])
  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    onPoint?.({ x: event.clientX - box.left, y: event.clientY - box.top })
  }
  return (
    <div className={classes.canvas} ref={ref}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        aria-keyshortcuts="Space ArrowLeft ArrowRight Home"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={point}
        onPointerLeave={() => onPoint?.(null)}
        data-testid={testId}
      />
    </div>
  )
}
