import { asProblem } from '../../client/problem.ts'
import { useText } from '../../hooks/use-text.ts'
import { problemText } from '../../locales/problem-text.ts'
import classes from './problem-box.module.css'

/** Shows the error of a failed call inside its dialog. */
export function ProblemBox({ error }: { error: Error | null }) {
  const { t, i18n } = useText()
  if (!error) return null
  const { title, hint } = problemText(asProblem(error), t, i18n.language)
  return (
    <div className={classes.problem} role="alert" data-testid="dialog-problem">
      <b>{title}</b> {hint}
    </div>
  )
}
