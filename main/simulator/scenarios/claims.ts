import type { Results } from '../results.ts'
import { Figures, judgeClaim, MissingResult, type Check, type PaperClaim, type ClaimVerdict } from './claim.ts'

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const IDENTITIES = ['PI', 'FI'] as const
const FIG6_TURNOVERS = (figures: Figures, from: number, to: number): number[] =>
  figures.xs('fig6').filter((x) => x >= from && x <= to)

/** PI minus FI in figure 6, one value per replication. */
function gap(figures: Figures, d: number): number[] {
  const free = figures.values('fig6', 'FI', null, d)
  return figures.values('fig6', 'PI', null, d).map((value, i) => value - (free[i] as number))
}

/** The turnover rate with the largest mean gap in figure 6, and the gap there. */
function widest(figures: Figures): { d: number; values: number[] } {
  const all = FIG6_TURNOVERS(figures, 0, 1).map((d) => ({ d, values: gap(figures, d) }))
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const best = all.toSorted((a, b) => mean(b.values) - mean(a.values))[0]
  if (!best) throw new MissingResult()
  return best
}

/** The lowest MAXtm from which W stays above 0.5, per replication; 15 if there is none. */
function stableFrom(figures: Figures, scenario: string, identity: 'PI' | 'FI', turnover: number): number[] {
  const lines = range(1, 14).map((x) => figures.values(scenario, identity, turnover, x))
  return (lines[0] as number[]).map((_, replication) => {
    let least = 15
    while (least > 1 && ((lines[least - 2] as number[])[replication] as number) > 0.5) least--
    return least
  })
}

/** The twelve published results to reproduce, in the order of the reference model. */
export const CLAIMS: readonly PaperClaim[] = [
  {
    id: 1,
    needs: ['fig2'],
    text:
      'PI at d 0.01 stays within 0.05 of the optimum 2 for every MAXtm from 5 to 14; MAXtm of 3 and ' +
      'below collapses.',
    checks: (f) => [
      ...range(5, 14).map((x): Check => ({
        what: `W at PI, d 0.01, MAXtm ${x}`,
        measured: f.mean('fig2', 'PI', 0.01, x),
        above: 1.95,
        below: 2.05,
      })),
      ...range(1, 3).map((x): Check => ({
        what: `W at PI, d 0.01, MAXtm ${x}`,
        measured: f.mean('fig2', 'PI', 0.01, x),
        above: -0.3,
        below: 0.05,
      })),
    ],
  },
  {
    id: 2,
    needs: ['fig2'],
    text: 'PI at d 0.5 and MAXtm 5 is clearly below PI at d 0.01 (by more than 0.1).',
    checks: (f) => [
      {
        what: 'PI, MAXtm 5: W at d 0.01 minus W at d 0.5',
        above: 0.1,
        measured: f.difference(f.values('fig2', 'PI', 0.01, 5), f.values('fig2', 'PI', 0.5, 5)),
      },
    ],
  },
  {
    id: 3,
    needs: ['fig2'],
    text: 'FI at d 0.5 is within 0.1 of the free market for MAXtm 5 to 14; FI at d 0.01 lies above the free market.',
    checks: (f) =>
      range(5, 14).flatMap((x): Check[] => {
        const free = f.values('fig2', 'none', null, x)
        return [
          {
            what: `MAXtm ${x}: FI at d 0.5 minus the free market`,
            measured: f.difference(f.values('fig2', 'FI', 0.5, x), free),
            above: -0.1,
            below: 0.1,
          },
          {
            what: `MAXtm ${x}: FI at d 0.01 minus the free market`,
            measured: f.difference(f.values('fig2', 'FI', 0.01, x), free),
            above: 0,
          },
        ]
      }),
  },
  {
    id: 4,
    needs: ['fig2'],
    text: 'Performance falls as d rises, under PI and under FI.',
    checks: (f) =>
      IDENTITIES.flatMap((identity) =>
        range(5, 14).flatMap((x) =>
          (
            [
              [0.01, 0.1],
              [0.1, 0.5],
            ] as const
          ).map(([slow, fast]): Check => ({
            what: `${identity}, MAXtm ${x}: W at d ${slow} minus W at d ${fast}`,
            above: 0,
            measured: f.difference(f.values('fig2', identity, slow, x), f.values('fig2', identity, fast, x)),
          })),
        ),
      ),
  },
  {
    id: 5,
    needs: ['fig3', 'fig4'],
    text: 'With 30 % free riders or false evaluators, PI at d 0.01 stays above 1.9 for MAXtm 7 to 14.',
    checks: (f) =>
      ['fig3', 'fig4'].flatMap((figure) =>
        range(7, 14).map((x): Check => ({
          what: `${figure}, PI, d 0.01, MAXtm ${x}: W`,
          measured: f.mean(figure, 'PI', 0.01, x),
          above: 1.9,
        })),
      ),
  },
  {
    id: 6,
    needs: ['fig3', 'fig4'],
    text:
      'FI at d 0.5 is far lower (by more than 0.3) with false evaluators than with free riders: ' +
      'contributors get excluded.',
    checks: (f) =>
      range(7, 14).map((x): Check => ({
        what: `FI, d 0.5, MAXtm ${x}: W with free riders minus W with false evaluators`,
        above: 0.3,
        measured: f.difference(f.values('fig3', 'FI', 0.5, x), f.values('fig4', 'FI', 0.5, x)),
      })),
  },
  {
    id: 7,
    needs: ['fig2', 'fig3', 'fig4'],
    text: 'With 30 % bad peers a higher MAXtm is needed before the system is stable than without.',
    checks: (f) =>
      ['fig3', 'fig4'].flatMap((figure) =>
        IDENTITIES.map((identity): Check => ({
          what: `${identity}, d 0.01: least stable MAXtm of ${figure} minus that of fig2`,
          above: 0,
          measured: f.difference(stableFrom(f, figure, identity, 0.01), stableFrom(f, 'fig2', identity, 0.01)),
        })),
      ),
  },
  {
    id: 8,
    needs: ['fig5'],
    text: 'Performance drops sharply at 20 000 and, under PI at d 0.01, is back above 1.9 by 30 000.',
    checks: (f) => [
      ...IDENTITIES.flatMap((identity) =>
        [0.01, 0.1, 0.5].map((d): Check => ({
          what: `${identity}, d ${d}: fall of W from 20 000 to 21 000`,
          above: 0.5,
          measured: f.difference(f.values('fig5', identity, d, 20_000), f.values('fig5', identity, d, 21_000)),
        })),
      ),
      { what: 'PI, d 0.01: W at 30 000', measured: f.mean('fig5', 'PI', 0.01, 30_000), above: 1.9 },
    ],
  },
  {
    id: 9,
    needs: ['fig5'],
    text: 'PI at d 0.5 ends below FI at d 0.01.',
    checks: (f) => [
      {
        what: 'W at 40 000: FI at d 0.01 minus PI at d 0.5',
        above: 0,
        measured: f.difference(f.values('fig5', 'FI', 0.01, 40_000), f.values('fig5', 'PI', 0.5, 40_000)),
      },
    ],
  },
  {
    id: 10,
    needs: ['fig6'],
    text: 'At d 0.0001 PI and FI agree within 0.05.',
    checks: (f) => [
      {
        what: 'd 0.0001: PI minus FI',
        above: -0.05,
        below: 0.05,
        measured: f.difference(f.values('fig6', 'PI', null, 0.0001), f.values('fig6', 'FI', null, 0.0001)),
      },
    ],
  },
  {
    id: 11,
    needs: ['fig6'],
    text: 'The gap between PI and FI is largest between d 0.03 and 0.5 and exceeds 0.8 there.',
    checks: (f) => {
      const { d, values } = widest(f)
      const zero = values.map(() => 0)
      return [
        { what: `largest gap (at d ${d})`, measured: f.difference(values, zero), above: 0.8 },
        {
          what: 'turnover rate of the largest gap',
          measured: f.difference(
            values.map(() => d),
            zero,
          ),
          above: 0.03,
          below: 0.5,
        },
      ]
    },
  },
  {
    id: 12,
    needs: ['fig6'],
    text: 'At d 1 the gap is smaller than its maximum.',
    checks: (f) => [
      { what: 'largest gap minus the gap at d 1', measured: f.difference(widest(f).values, gap(f, 1)), above: 0 },
    ],
  },
]

/** Verdicts on all claims whose figures are available. */
export function judgeAll(results: Iterable<Results>): ClaimVerdict[] {
  const figures = new Figures(results)
  return CLAIMS.filter((claim) => claim.needs.every((name) => figures.has(name)))
    .map((claim) => judgeClaim(claim, figures))
    .filter((verdict) => verdict !== undefined)
}
