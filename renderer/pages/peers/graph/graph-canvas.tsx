import { useEffect, useRef, useState } from 'react'
import { useReducedMotion } from '@mantine/hooks'
import type { TrustGraph } from '../../../../main/contract/peers.ts'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { init, type EChartsType } from './echarts.ts'
import { graphOption, paintKey, topologyKey, type GraphWords } from './graph-option.ts'

interface GraphCanvasProps {
  graph: TrustGraph
  words: GraphWords
  /** Text alternative; the same data is in a table beside it. */
  label: string
  onOpen: (publicKey: string) => void
}

/**
 * Minimum ms between redraws: ratings arrive every second. Slower if the graph is large or looks the same, and none
 * under the pointer.
 */
const PACE_MS = 3000
const SLOW_PACE_MS = 12_000
const BIG = 150

const NOTHING = { shape: '', paint: '', at: 0, canvas: '' }

/** The trust graph as a picture. It does not change under the pointer: updates wait until the pointer has left. */
export function GraphCanvas({ graph, words, label, onOpen }: GraphCanvasProps) {
  const theme = useChartTheme()
  const still = useReducedMotion()
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const open = useRef(onOpen)
  const hovered = useRef(false)
  const drawn = useRef(NOTHING)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [beat, setBeat] = useState(0)
  useEffect(() => {
    open.current = onOpen
  })
  useEffect(() => {
    const element = host.current
    if (!element) return
    const made = init(element, null, { renderer: 'canvas' })
    chart.current = made
    made.on('click', ({ dataType, data }) => {
      if (dataType === 'node') open.current((data as { id: string }).id)
    })
    const watcher = new ResizeObserver(() => {
      made.resize()
      setSize({ width: made.getWidth(), height: made.getHeight() })
    })
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      made.dispose()
      chart.current = null
      drawn.current = NOTHING
    }
  }, [])
  useEffect(() => {
    const made = chart.current
    if (!made || size.width === 0 || size.height === 0) return
    const canvas = `${theme.dark} ${size.width} ${size.height}`
    const shape = topologyKey(graph)
    const paint = paintKey(graph)
    const last = drawn.current
    if (last.canvas === canvas) {
      const pace = graph.nodes.length > BIG || (last.shape === shape && last.paint === paint) ? SLOW_PACE_MS : PACE_MS
      const wait = hovered.current ? PACE_MS : last.at + pace - performance.now()
      if (wait > 0) {
        const timer = setTimeout(() => setBeat((before) => before + 1), wait)
        return () => clearTimeout(timer)
      }
    }
    const motion =
      last.canvas !== canvas
        ? still && graph.nodes.length > BIG
          ? 'adjust'
          : 'settle'
        : last.shape === shape
          ? 'stay'
          : 'adjust'
    drawn.current = { shape, paint, at: performance.now(), canvas }
    made.setOption(graphOption(graph, words, theme, size.width, size.height, motion, !still && motion !== 'stay'), {
      notMerge: last.canvas !== canvas,
    })
  }, [graph, words, theme, size, still, beat])
  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      data-testid="graph-picture"
      onPointerEnter={() => (hovered.current = true)}
      onPointerLeave={() => (hovered.current = false)}
      style={{ flex: 1, minHeight: 0, minWidth: 0, width: '100%' }}
    />
  )
}
