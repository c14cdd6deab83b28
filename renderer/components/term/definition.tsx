import { Link } from 'wouter'
import { InlineMarkdown } from '../help/markdown.tsx'
import { anchorOf, termsOf, type GlossaryTerm } from '../help/markdown-text.ts'
import { helpHref } from '../help/help-link.ts'
import { useHelp } from '../help/use-help.ts'
import { useText } from '../../hooks/use-text.ts'
import { TERMS, type TermId } from './terms.ts'
import classes from './term.module.css'

const parsed = new Map<string, Map<string, GlossaryTerm>>()

function termsIn(glossary: string): Map<string, GlossaryTerm> {
  let terms = parsed.get(glossary)
  if (!terms) parsed.set(glossary, (terms = termsOf(glossary)))
  return terms
}

/** What the glossary says of a term, with a link to it. */
export function Definition({ id }: { id: TermId }) {
  const { t } = useText()
  const { data } = useHelp()
  const anchor = anchorOf(TERMS[id])
  const found = data && termsIn(data.glossary).get(anchor)
  if (!found) return null
  return (
    <>
      <span className={classes.name}>{found.term}</span>
      <span className={classes.meaning}>
        <InlineMarkdown tokens={found.meaning} />
      </span>
      <Link href={helpHref('glossary', anchor)} data-testid="definition-link">
        {t('help:term.more')}
      </Link>
    </>
  )
}
