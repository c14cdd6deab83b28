import { pick, seededRandom, type Random } from '../base/random.ts'

interface Topic {
  header: string
  /** Row `i`, counted from 0. */
  row(random: Random, i: number): string
}

const DAY = 86_400_000
const day = (i: number): string => new Date(Date.UTC(2025, 0, 1) + i * DAY).toISOString().slice(0, 10)
const normal = (random: Random): number => random.next() + random.next() + random.next() + random.next() - 2
const season = (i: number): number => -Math.cos((2 * Math.PI * (i - 20)) / 365)

const BIRDS = ['sparrow', 'white-eye', 'bulbul', 'crow', 'kite', 'heron', 'wagtail', 'warbler', 'swallow', 'kingfisher']
const PLACES = ['harbour', 'river mouth', 'temple garden', 'rice field', 'park', 'hill path']
const STATIONS = ['横浜', '鎌倉', '京都', '札幌', '福岡', '仙台']

const TOPICS: Record<string, Topic> = {
  weather: {
    header: 'date,min_c,max_c,rain_mm,wind_ms,humidity',
    row(random, i) {
      const mean = 15.5 + 10.5 * season(i) + 2.2 * normal(random)
      const rain = random.next() < 0.3 ? 22 * random.next() ** 2 : 0
      return [
        day(i),
        (mean - 3.5).toFixed(1),
        (mean + 4).toFixed(1),
        rain.toFixed(1),
        (2 + 3 * random.next()).toFixed(1),
        55 + random.int(35),
      ].join(',')
    },
  },
  lookup: {
    header: 'run,time_ms,hops,timeouts,found,peers_online',
    row: (random, i) =>
      [
        i + 1,
        Math.round(180 + 900 * random.next() ** 3),
        3 + random.int(6),
        random.int(4),
        random.next() < 0.97 ? 1 : 0,
        900 + random.int(300),
      ].join(','),
  },
  churn: {
    header: 'session,joined,minutes_online,uploaded_mb,downloaded_mb,came_back',
    row(random, i) {
      const minutes = Math.round(8 / (0.02 + random.next()))
      return [
        i + 1,
        `${day(i % 365)}T${String(random.int(24)).padStart(2, '0')}:00Z`,
        minutes,
        Math.round(minutes * 3 * random.next()),
        Math.round(minutes * 4 * random.next()),
        random.next() < 0.9 ? 'yes' : 'no',
      ].join(',')
    },
  },
  birds: {
    header: 'date,place,species,count,observer',
    row: (random, i) =>
      [
        day(60 + (i % 120)),
        pick(random, PLACES),
        pick(random, BIRDS),
        1 + Math.floor(18 * random.next() ** 2),
        pick(random, ['KT', 'ML', 'SO', 'JW']),
      ].join(','),
  },
  trains: {
    header: '日付,駅,乗車人数,遅延分',
    row: (random, i) =>
      [
        day(Math.floor(i / STATIONS.length)),
        STATIONS[i % STATIONS.length],
        12_000 + random.int(40_000),
        random.next() < 0.8 ? 0 : random.int(12),
      ].join(','),
  },
  ratings: {
    header: 'transaction,rater,subject,score,u_before,u_after',
    row(random, i) {
      const before = 0.4 + 0.6 * random.next()
      const score = random.next() < 0.8 ? 1 : 0
      return [
        i + 1,
        `p${random.int(120)}`,
        `p${random.int(120)}`,
        score,
        before.toFixed(3),
        (before * 0.92 + 0.08 * score).toFixed(3),
      ].join(',')
    },
  },
}

/** Subjects of `makeTable`. */
export const TABLE_SUBJECTS: readonly string[] = Object.keys(TOPICS)

/**
 * A CSV table (RFC 4180, UTF-8, one header line) of 100 * `scale` rows about one of TABLE_SUBJECTS (others: weather).
 * Equal arguments give equal bytes.
 */
export function makeTable(subject: string, seed: number, scale: number): Uint8Array {
  const topic = TOPICS[subject] ?? (TOPICS['weather'] as Topic)
  const random = seededRandom(seed, 3)
  const rows = Array.from({ length: Math.round(100 * scale) }, (_, i) => topic.row(random, i))
  return new TextEncoder().encode(`${[topic.header, ...rows].join('\r\n')}\r\n`)
}
