/** Building blocks of an article in one language. */
interface Wording {
  title: string
  opening: string
  /** Self-contained sentences that work in any order. */
  remarks: readonly string[]
  /** Short items for a list at the end. */
  points: readonly string[]
}

export interface Topic {
  en: Wording
  ja: Wording
}

/** Texts for the demo's articles in English and Japanese, written for this project. */
export const TOPICS: Record<string, Topic> = {
  reputation: {
    en: {
      title: 'What a good name is worth',
      opening:
        'In a village everybody knows who returns a borrowed ladder. On a network of strangers ' +
        'nobody does, unless somebody writes it down.',
      remarks: [
        'A reputation is a promise made by the past about the future, and it is only as good as the ' +
          'people who wrote it.',
        'Two numbers say more than one: how a peer has always behaved, and how it behaves now.',
        'A name that can be thrown away for nothing is worth nothing.',
        'The old record forgives a bad day; the recent one notices a bad habit.',
        "Nobody has to believe a stranger's number: with the signed ratings at hand, each of us can do the sum again.",
        'A peer without a record is not bad, it is only unknown, and unknown people deserve a small chance.',
      ],
      points: [
        'Write down what happened, not what you feel.',
        'Sign it.',
        'Look at the last ten, then at all of them.',
        'Let newcomers in, but not with the keys.',
      ],
    },
    ja: {
      title: '評判とは何か',
      opening:
        '小さな村では、借りたはしごを返す人が誰なのか皆が知っている。見知らぬ人どうしのネットワークでは、誰かが書き留めない限り誰にも分からない。',
      remarks: [
        '評判とは、過去の振る舞いによる未来への約束である。',
        '全期間の評価と最近の評価、二つの数字を並べると、一つの数字では見えないことが見えてくる。',
        'ただで捨てられる名前には、それだけの値打ちしかない。',
        '署名された評価が手元にあれば、他人の計算を信じる必要はなく、自分で計算し直せばよい。',
        '記録のない相手は悪い相手ではなく、まだ知らない相手にすぎない。',
      ],
      points: ['起きたことを書く', '署名する', '最近の十件を見てから全体を見る', '新しい人にも小さな機会を与える'],
    },
  },
  freeriding: {
    en: {
      title: 'The passengers who never pay',
      opening:
        'In the first large file sharing networks most users shared nothing at all, and a handful of ' +
        'generous people served nearly everybody.',
      remarks: [
        'Free riding is not a crime but arithmetic: if serving costs and refusing does not, many will refuse.',
        'When too few are left who serve, the cost for each of them grows, and the next one leaves.',
        'A system can stand some passengers; what it cannot stand is that being a passenger is the better deal.',
        'Excluding those who never serve makes serving the price of being served.',
        'The difficulty lies in telling the lazy from the unlucky: a broken disk refuses, too.',
      ],
      points: [
        'Generosity is spread unevenly.',
        'Costs rise as contributors leave.',
        'Exclusion has to be certain, not harsh.',
      ],
    },
    ja: {
      title: 'ただ乗りする人々',
      opening:
        '初期の大きなファイル共有網では、利用者の大半が何も共有せず、わずかな気前のよい人々がほとんど全員の面倒を見ていた。',
      remarks: [
        'ただ乗りは罪というより算数である。提供に費用がかかり、拒むことに費用がかからなければ、多くの人が拒む。',
        '提供する人が減るほど一人あたりの費用は増え、次の一人もやめてしまう。',
        '何人かのただ乗りには耐えられるが、ただ乗りの方が得になる仕組みには耐えられない。',
        '怠けている人と運の悪い人を見分けるのが難しい。',
      ],
      points: ['貢献意欲は人によって違う', '貢献者が減ると費用が増える', '除外は厳しさより確かさ'],
    },
  },
  lookup: {
    en: {
      title: 'Finding a needle without an index',
      opening:
        'A distributed hash table gives every key a place, and every peer a map of its own ' +
        'neighbourhood. Twenty hops reach a million machines.',
      remarks: [
        'Distance is measured by exclusive or: two keys that share a long beginning are close, ' +
          'wherever their owners live.',
        'Each step of a lookup halves the distance that is left, so the number of steps grows with ' +
          'the logarithm of the crowd.',
        'Buckets prefer old friends: who has been online for an hour will probably stay for another.',
        'Most lookups are fast; the slow ones wait for peers that have gone away without a word.',
        'Searching by words is harder than looking up a key, because nobody owns a word.',
      ],
      points: ['Ask three peers at once.', 'Keep old contacts.', 'Measure the slowest, not the mean.'],
    },
    ja: {
      title: '索引のない図書館で本を探す',
      opening: '分散ハッシュ表では、すべての鍵に居場所があり、すべてのピアが自分の近所の地図を持つ。',
      remarks: [
        '距離は排他的論理和で測る。先頭が長く一致する二つの鍵は近い。',
        '一歩ごとに残りの距離が半分になるので、歩数は人数の対数でしか増えない。',
        '一時間前から居る相手は、たぶんもう一時間居る。',
        '遅い検索は、黙って去った相手を待っている。',
      ],
      points: ['同時に三つのピアに尋ねる', '古い知り合いを大切にする', '平均より最悪を測る'],
    },
  },
  churn: {
    en: {
      title: 'Notes on coming and going',
      opening:
        'Half of all sessions end within the hour. A network of volunteers is less like a building ' +
        'than like a busy station.',
      remarks: [
        'Turnover decides whether a record is worth keeping: if everybody is new tomorrow, yesterday does not matter.',
        'A name that survives leaving and coming back carries its history; a fresh name carries none.',
        'Those who come back under a new name to lose a bad record are said to whitewash it.',
        'At low turnover permanent and free identities behave alike; at high turnover only permanent ones remember.',
        'Redundancy is cheap for small files and dear for large ones.',
      ],
      points: ['Measure the length of sessions.', 'Expect silence rather than goodbyes.', 'Keep several sources.'],
    },
    ja: {
      title: '出入りについての覚え書き',
      opening: '接続の半分は一時間以内に終わる。有志のネットワークは建物というより、人の行き交う駅に似ている。',
      remarks: [
        '回転率が高ければ、昨日の記録は今日の役に立たない。',
        '永久的な名前は履歴を運び、新しい名前は何も運ばない。',
        '悪い評判を捨てて別の名前で戻ることを、ホワイトウォッシュと呼ぶ。',
        '小さなファイルの複製は安く、大きなファイルの複製は高い。',
      ],
      points: ['接続の長さを測る', '別れの挨拶は期待しない', '提供元を複数持つ'],
    },
  },
  integrity: {
    en: {
      title: 'Trust the bytes, not the sender',
      opening:
        'A file that is named by the hash of its content cannot be forged: whoever sends other bytes ' +
        'is found out at the first wrong block.',
      remarks: [
        'A Merkle tree lets a block be checked without the rest of the file, so that a lie costs one ' +
          'block and not an evening.',
        'Equal files have equal names, however many titles people give them.',
        'Verification protects from wrong bytes, not from the wrong file: a perfect copy of nonsense ' +
          'is still nonsense.',
        'Signatures say who, hashes say what, and neither says why.',
      ],
      points: [
        'Check each block on arrival.',
        'Rename a file only when it is whole.',
        'Never overwrite what is there.',
      ],
    },
    ja: {
      title: '送り主ではなく中身を信じる',
      opening: '内容のハッシュで名付けられたファイルは偽造できない。違う中身を送れば、最初の一片で分かってしまう。',
      remarks: [
        'マークル木を使えば、残りのファイルがなくても一片ずつ検証できる。',
        '題名がいくつあっても、同じ中身は同じ名前になる。',
        '検証は壊れたデータを防ぐが、つまらない内容までは防がない。',
      ],
      points: ['届いた断片をその場で検証する', '完成してから名前を変える', 'あるものを上書きしない'],
    },
  },
  harbour: {
    en: {
      title: 'Letters from the harbour',
      opening:
        'The ferry was late, so I sat on the wall and counted the boats: eleven white ones, two blue ' +
        'ones and one that nobody had painted for years.',
      remarks: [
        'The old man with the nets lends his knife to everybody and has never lost it.',
        'At noon the gulls hold a meeting on the roof of the ice house, and nothing is ever decided.',
        'My neighbour promised to bring the pump back on Monday; it is Thursday, and the pump and ' +
          'the neighbour are both at sea.',
        'In the evening the lamps come on one after another along the quay, as if they were passing on a rumour.',
        'Whoever ties a boat badly here is told so once, kindly, and then never again.',
      ],
      points: ['Bring bread.', 'Ask for Hana at the ice house.', 'The last ferry leaves at nine.'],
    },
    ja: {
      title: '港からの手紙',
      opening:
        '船が遅れたので、堤防に座って舟を数えた。白いのが十一、青いのが二つ、そして何年も塗られていないのが一つ。',
      remarks: [
        '網を繕う老人は誰にでも小刀を貸すが、なくしたことは一度もない。',
        '昼になると氷室の屋根でかもめが会議を開くが、何も決まらない。',
        '隣人は月曜にポンプを返すと言った。今日は木曜で、ポンプも隣人も海の上だ。',
        '夕方、岸壁の灯りがうわさを伝えるように一つずつともる。',
      ],
      points: ['パンを持って行くこと', '氷室でハナさんを訪ねること', '最終の船は九時'],
    },
  },
}
