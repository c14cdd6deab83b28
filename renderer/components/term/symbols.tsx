import { useText } from '../../hooks/use-text.ts'
import { Term } from './term.tsx'
import type { SymbolId } from './terms.ts'
import classes from './symbols.module.css'

/** The symbols of a drawing, whose own letters cannot be pointed at, each with its definition. */
export function Symbols({ ids }: { ids: readonly SymbolId[] }) {
  const { t } = useText()
  return (
    <p className={classes.symbols} data-testid="symbols">
      {t('help:symbols')}{' '}
      {ids.map((id) => (
        <Term key={id} id={id}>
          {id}
        </Term>
      ))}
    </p>
  )
}
