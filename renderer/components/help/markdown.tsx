import { createElement, Fragment, type ReactNode } from 'react'
import type { Token, Tokens } from 'marked'
import { Link } from 'wouter'
import { anchorOf, blocksOf, plainText, termColumn, unmarked } from './markdown-text.ts'
import classes from './markdown.module.css'

interface MarkdownProps {
  text: string
  /** Where a link to another text or to a heading leads, within the app; null: it is shown as text. */
  href?: (link: string) => string | null
  /** Leaves out the title, which the page shows by itself. */
  untitled?: boolean
}

type Href = NonNullable<MarkdownProps['href']>

const nowhere: Href = () => null

function inline(tokens: readonly Token[], href: Href): ReactNode[] {
  return tokens.map((token, at) => {
    const children = (): ReactNode => inline(('tokens' in token && token.tokens) || [], href)
    switch (token.type) {
      case 'strong':
        return <strong key={at}>{children()}</strong>
      case 'em':
        return <em key={at}>{children()}</em>
      case 'codespan':
        return <code key={at}>{unmarked(token)}</code>
      case 'br':
        return <br key={at} />
      case 'link': {
        const target = href(String((token as Tokens.Link).href))
        return target === null ? (
          <Fragment key={at}>{children()}</Fragment>
        ) : (
          <Link key={at} href={target}>
            {children()}
          </Link>
        )
      }
      case 'text':
        return <Fragment key={at}>{'tokens' in token && token.tokens ? children() : unmarked(token)}</Fragment>
      default:
        return <Fragment key={at}>{unmarked(token)}</Fragment>
    }
  })
}

/** Text with marks and links. */
export function InlineMarkdown({ tokens, href = nowhere }: { tokens: readonly Token[]; href?: Href }) {
  return <>{inline(tokens, href)}</>
}

function Table({ table, href }: { table: Tokens.Table; href: Href }) {
  const terms = termColumn(table)
  return (
    <div
      className={classes.wide}
      role="group"
      tabIndex={0}
      aria-label={table.header.map(({ text }) => text).join(', ')}
    >
      <table data-terms={terms === undefined ? undefined : true}>
        <thead>
          <tr>
            {table.header.map((cell, at) =>
              cell.text === '' ? (
                <td key={at} />
              ) : (
                <th key={at} scope="col">
                  {inline(cell.tokens, href)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr
              key={at}
              id={terms === undefined ? undefined : anchorOf(plainText(row[terms]?.tokens ?? []))}
              tabIndex={terms === undefined ? undefined : -1}
            >
              {row.map((cell, column) => (
                <td key={column}>{inline(cell.tokens, href)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function block(token: Token, at: number, href: Href): ReactNode {
  switch (token.type) {
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading
      return createElement(
        `h${Math.min(depth, 6)}`,
        { key: at, id: anchorOf(plainText(tokens)), tabIndex: -1 },
        inline(tokens, href),
      )
    }
    case 'paragraph':
      return <p key={at}>{inline((token as Tokens.Paragraph).tokens, href)}</p>
    case 'text':
      return <Fragment key={at}>{inline([token], href)}</Fragment>
    case 'list': {
      const { ordered, items } = token as Tokens.List
      return createElement(
        ordered ? 'ol' : 'ul',
        { key: at },
        items.map((item, index) => <li key={index}>{item.tokens.map((one, i) => block(one, i, href))}</li>),
      )
    }
    case 'table':
      return <Table key={at} table={token as Tokens.Table} href={href} />
    case 'code':
      return (
        <pre key={at} tabIndex={0}>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      )
    default:
      return null
  }
}

/** A Markdown text of docs/: headings with anchors, paragraphs, lists, tables, code. No HTML passes through it. */
export function Markdown({ text, href = nowhere, untitled }: MarkdownProps) {
  const blocks = blocksOf(text).filter((token) => !(untitled && token.type === 'heading' && token.depth === 1))
  return <div className={classes.text}>{blocks.map((token, at) => block(token, at, href))}</div>
}
