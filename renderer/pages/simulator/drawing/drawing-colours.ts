import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { MessageStyle } from './query-story.ts'

/** Colours of the drawings. Green stands for trust in this app and is not among them; forms say the same. */
export interface DrawingColours {
  node: string
  /** A node that has the question, and the message that brought it. */
  sent: string
  found: string
  dead: string
  deadRim: string
  link: string
  text: string
  surface: string
  lines: Record<MessageStyle, string>
}

export function drawingColours(theme: ChartTheme): DrawingColours {
  const { dark } = theme
  const sent = dark ? '#ff7a66' : '#c93a26'
  const dead = dark ? '#08090b' : '#2b3038'
  return {
    node: dark ? '#59626f' : '#aab3c2',
    sent,
    found: theme.accent,
    dead,
    deadRim: dark ? '#8d96a4' : '#2b3038',
    link: dark ? '#3a424e' : '#dde2ea',
    text: theme.text,
    surface: theme.surface,
    lines: {
      first: sent,
      twice: dark ? '#7d8795' : '#8d96a4',
      dead: dark ? '#8d96a4' : '#2b3038',
      back: theme.accent,
      lookUp: dark ? '#c9a0ff' : '#7b46c0',
    },
  }
}
