import { useEffect, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { asProblem } from '../../client/problem.ts'
import { LoadingPanel, ProblemPanel } from '../../components/feedback/state-panel.tsx'
import { helpHref, helpLink } from '../../components/help/help-link.ts'
import { HELP_TOPICS, isTopic, type HelpTexts, type HelpTopic } from '../../components/help/help-texts.ts'
import { blocksOf, headingsOf } from '../../components/help/markdown-text.ts'
import { Markdown } from '../../components/help/markdown.tsx'
import { useHelp } from '../../components/help/use-help.ts'
import { Page } from '../../components/page/page.tsx'
import { useText } from '../../hooks/use-text.ts'
import { Diagnostics } from './diagnostics.tsx'
import classes from './help.module.css'

/** Fewer headings than this are seen without a list of them. */
const MIN_HEADINGS = 4

function Topics({ here }: { here: HelpTopic }) {
  const { t } = useText()
  const current = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [here])
  return (
    <nav className={classes.topics} aria-label={t('help:topics.label')}>
      {HELP_TOPICS.map((topic) => (
        <Link
          key={topic}
          ref={topic === here ? current : undefined}
          href={helpHref(topic)}
          className={classes.topic}
          aria-current={topic === here ? 'page' : undefined}
          data-testid={`help-${topic}`}
        >
          {t(`help:topics.${topic}`)}
        </Link>
      ))}
    </nav>
  )
}

function Article({ topic, texts, anchor }: { topic: HelpTopic; texts: HelpTexts; anchor: string | undefined }) {
  const { t } = useText()
  const text = texts[topic]
  const headings = useMemo(() => headingsOf(blocksOf(text)), [text])
  useEffect(() => {
    const target = anchor === undefined ? null : document.getElementById(anchor)
    target?.scrollIntoView({ block: 'start' })
    target?.focus({ preventScroll: true })
  }, [anchor, text])
  return (
    <article className={classes.article} data-testid="help-article">
      <h2 className={classes.title}>{t(`help:topics.${topic}`)}</h2>
      {headings.length >= MIN_HEADINGS && (
        <nav className={classes.headings} aria-label={t('help:onThisPage')}>
          {headings.map(({ id, text: heading }) => (
            <Link key={id} href={helpHref(topic, id)}>
              {heading}
            </Link>
          ))}
        </nav>
      )}
      <Markdown text={text} href={(link) => helpLink(link, topic)} untitled />
      {topic === 'about' && <Diagnostics />}
    </article>
  )
}

/** The help: topics beside the text of one of them, which docs/help holds. `anchor` is a heading or term in it. */
export function HelpPage({ topic, anchor }: { topic: string | undefined; anchor: string | undefined }) {
  const { t } = useText()
  const help = useHelp()
  const here = isTopic(topic) ? topic : 'first-steps'
  return (
    <Page scroll title={t('common:nav.help')}>
      <div className={classes.page}>
        <Topics here={here} />
        {help.data ? (
          <Article key={here} topic={here} texts={help.data} anchor={anchor} />
        ) : help.error ? (
          <ProblemPanel problem={asProblem(help.error)} retry={() => void help.refetch()} />
        ) : (
          <LoadingPanel />
        )}
      </div>
    </Page>
  )
}
