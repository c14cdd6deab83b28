import { asProblem } from '../../client/problem.ts'
import { LoadingPanel, ProblemPanel } from '../feedback/state-panel.tsx'
import { Markdown } from './markdown.tsx'
import { useHelp } from './use-help.ts'

/** The keyboard shortcuts, from the same text as the help. */
export function ShortcutsText() {
  const { data, error, refetch } = useHelp()
  if (data) return <Markdown text={data.shortcuts} untitled />
  if (error) return <ProblemPanel problem={asProblem(error)} retry={() => void refetch()} />
  return <LoadingPanel />
}
