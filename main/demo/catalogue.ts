import type { Recipe, Taste } from './recipe.ts'

type Entry = Omit<Recipe, 'seed'>

const entry = (type: Recipe['type'], subject: string, scale: number, path: string): Entry => ({
  type,
  subject,
  scale,
  path,
})

/** Plausible files for each taste; a peer gets some of its own taste and a few of the others. */
export const SHELVES: Record<Taste, readonly Entry[]> = {
  music: [
    entry('sound', 'piano major', 1.8, 'Piano sketches/Harbour Lights.wav'),
    entry('sound', 'koto insen', 1.2, '琴/夜明けの波.wav'),
    entry('sound', 'bell minor', 1, 'Loops/Slow bells.wav'),
    entry('sound', 'organ minor', 1.2, 'Chapel/Evening hymn.wav'),
    entry('sound', 'koto minor', 0.8, '琴/雨の庭.wav'),
    entry('sound', 'piano minor', 2.8, 'Piano sketches/Long way home (live).wav'),
    entry('article', 'harbour', 1, 'liner notes.md'),
    entry('table', 'ratings', 3, 'playlist-votes.csv'),
  ],
  science: [
    entry('booklet', 'reputation', 5, 'Papers/Reputation in open networks.pdf'),
    entry('booklet', 'churn', 4, 'Papers/Churn and permanent identities.pdf'),
    entry('table', 'lookup', 24, 'Measurements/dht-lookup-latency.csv'),
    entry('table', 'churn', 18, 'Measurements/session-lengths.csv'),
    entry('article', 'freeriding', 2, 'Notes/free riding.md'),
    entry('article', 'lookup ja', 2, 'Notes/分散ハッシュ表.md'),
    entry('image', 'contours', 1.05, 'Figures/trust-landscape.png'),
    entry('text', 'integrity', 2, 'Notes/merkle-trees.txt'),
  ],
  photos: [
    entry('image', 'ridges', 1.27, '2025/Kamikochi morning.png'),
    entry('image', 'sea', 1.2, '2025/鎌倉の夕日.png'),
    entry('image', 'stars', 1.12, '2025/Night over the pass.png'),
    entry('image', 'ridges', 1.12, '2024/山と霧.png'),
    entry('image', 'sea', 0.98, '2024/Ferry to Sado.png'),
    entry('image', 'contours', 0.9, 'Maps/island-survey.png'),
    entry('image', 'stars', 0.9, '2024/Perseids.png'),
    entry('text', 'harbour ja', 1, '2025/撮影メモ.txt'),
  ],
  books: [
    entry('text', 'harbour', 3, 'Stories/Letters from the harbour.txt'),
    entry('text', 'harbour ja', 3, 'Stories/港からの手紙.txt'),
    entry('article', 'reputation', 3, 'Essays/What a good name is worth.md'),
    entry('article', 'reputation ja', 3, 'Essays/評判とは何か.md'),
    entry('booklet', 'harbour', 6, 'Stories/Harbour stories (illustrated).pdf'),
    entry('article', 'freeriding ja', 2, 'Essays/ただ乗りする人々.md'),
    entry('booklet', 'integrity', 4, 'Essays/Trust the bytes.pdf'),
    entry('article', 'churn', 2, 'Essays/On coming and going.md'),
  ],
  data: [
    entry('table', 'weather', 36.5, 'weather/yokohama-2025.csv'),
    entry('table', 'weather', 7.3, 'weather/sapporo-winter.csv'),
    entry('table', 'birds', 20, 'birds/spring-counts-2025.csv'),
    entry('table', 'trains', 60, '鉄道/駅別乗車人数.csv'),
    entry('table', 'churn', 90, 'p2p/sessions-full.csv'),
    entry('table', 'ratings', 260, 'p2p/ratings-dump.csv'),
    entry('article', 'churn ja', 1, '読んでください.md'),
    entry('image', 'contours', 0.75, 'maps/stations.png'),
  ],
}

/** Contents that several peers hold under one of these names, so that searches show rows with several sources. */
export const COMMON: readonly { entry: Entry; names: readonly string[] }[] = [
  {
    entry: entry('article', 'freeriding', 3, ''),
    names: ['The passengers who never pay.md', 'Downloads/free-riders-essay.md', 'to read/passengers.md'],
  },
  {
    entry: entry('sound', 'piano major', 1.2, ''),
    names: ['Shared/Community theme.wav', 'theme (from Aiko).wav', 'Music/community-theme.wav'],
  },
  {
    entry: entry('image', 'sea', 1.2, ''),
    names: ['Wallpapers/Evening sea.png', '夕方の海.png', 'Pictures/evening-sea.png'],
  },
  {
    entry: entry('booklet', 'lookup', 4, ''),
    names: ['Finding a needle.pdf', 'DHT booklet.pdf', '資料/dht-booklet.pdf'],
  },
  { entry: entry('table', 'weather', 12, ''), names: ['kyoto-weather.csv', 'data/kyoto_2025.csv', '京都の気象.csv'] },
  {
    entry: entry('text', 'reputation ja', 2, ''),
    names: ['評判について.txt', 'texts/hyoban.txt', 'reputation (ja).txt'],
  },
]
