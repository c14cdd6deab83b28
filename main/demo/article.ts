import { pick, seededRandom, type Random } from '../base/random.ts'
import { TOPICS, type Topic } from './article-topics.ts'

export type ArticleLanguage = 'en' | 'ja'

/** Subjects of articles. */
export const ARTICLE_SUBJECTS: readonly string[] = Object.keys(TOPICS)

/** Picks `count` distinct elements in random order (all if there are fewer). */
function some<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list]
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) taken.push(...rest.splice(random.int(rest.length), 1))
  return taken
}

/**
 * A title and `count` paragraphs about one of ARTICLE_SUBJECTS (by default the first) in one language, filled up with
 * sentences from other topics if necessary. Equal arguments give equal text.
 */
export function articleParts(
  subject: string,
  seed: number,
  count: number,
  language: ArticleLanguage,
): { title: string; paragraphs: string[] } {
  const topic = TOPICS[subject] ?? (Object.values(TOPICS)[0] as Topic)
  const random = seededRandom(seed, 5)
  const own = topic[language]
  const others = Object.values(TOPICS)
    .filter((other) => other !== topic)
    .map((other) => pick(random, other[language].remarks))
  const joint = language === 'ja' ? '' : ' '
  const paragraphs: string[] = [own.opening]
  const pool = [...some(random, own.remarks, own.remarks.length), ...some(random, others, others.length)]
  for (let i = 1; i < count && pool.length > 0; i++) paragraphs.push(pool.splice(0, 2).join(joint))
  return { title: own.title, paragraphs }
}

const day = (random: Random): string =>
  new Date(Date.UTC(2025, random.int(12), 1 + random.int(28))).toISOString().slice(0, 10)

/**
 * A short article as UTF-8 bytes, Markdown (with a heading, a quotation and a list) or plain text. `subject`
 * is "topic" or "topic ja"; `scale` adds paragraphs. Equal arguments give equal bytes.
 */
export function makeArticle(subject: string, seed: number, scale: number, markdown: boolean): Uint8Array {
  const [name = '', tongue] = subject.split(' ')
  const language: ArticleLanguage = tongue === 'ja' ? 'ja' : 'en'
  const { title, paragraphs } = articleParts(name, seed, 3 + Math.round(2 * scale), language)
  const random = seededRandom(seed, 6)
  const topic = TOPICS[name] ?? (Object.values(TOPICS)[0] as Topic)
  const words = language === 'ja' ? { note: '覚え書き', list: '要点' } : { note: 'Notes', list: 'In short' }
  const points = some(random, topic[language].points, 3)
  const body = markdown
    ? [
        `# ${title}`,
        `*${words.note}, ${day(random)}*`,
        ...paragraphs,
        `> ${pick(random, topic[language].remarks)}`,
        `## ${words.list}`,
        points.map((point) => `- ${point}`).join('\n'),
      ]
    : [title, '='.repeat(2 * title.length), ...paragraphs, points.map((point) => `* ${point}`).join('\n')]
  return new TextEncoder().encode(`${body.join('\n\n')}\n`)
}
