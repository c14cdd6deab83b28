import { isTopic, type HelpTopic } from './help-texts.ts'

/** The address of a topic of the help, or of a heading or term in it. */
export const helpHref = (topic: HelpTopic, anchor?: string): string =>
  anchor ? `/help/${topic}/${encodeURIComponent(anchor)}` : `/help/${topic}`

/** Where a link of a help text leads within the app: "trust.md#evidence" and "#evidence"; null elsewhere. */
export function helpLink(link: string, here: HelpTopic): string | null {
  const [file = '', anchor] = link.split('#')
  const topic = file === '' ? here : file.replace(/\.md$/, '')
  return isTopic(topic) ? helpHref(topic, anchor) : null
}
