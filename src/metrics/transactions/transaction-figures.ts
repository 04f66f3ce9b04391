import { durationFigures } from '../figures/duration-figures.ts'
import { type Figure, ratio } from '../figures/figure.ts'
import { TRANSACTION_COUNTS, TransactionCount, type TransactionCountName } from './transaction-anomaly.ts'
import type { EffectsOf, TransactionsOf } from './transaction-summary.ts'
import { TRANSACTION_TIMES } from './transaction-tally.ts'

/** What the figures of the business transactions of one name are read off. */
export interface TransactionFigureSource {
  readonly of: TransactionsOf
  /** What the whole deployment costs, US dollars a second; `null` where that is unknown. */
  readonly costPerSecond: number | null
  /** Length of the measured time, ns. */
  readonly measured: number
}

type Figures = Figure<TransactionFigureSource>[]

/** Fewer or more of these is neither good nor bad. */
const NEUTRAL: readonly TransactionCountName[] = ['begun', 'absorbed', 'resumed']

const NS_PER_SECOND = 1e9

/** Figures of the business transactions of one name. */
export function transactionFigures(): Figures {
  return [
    ...TRANSACTION_COUNTS.map((name, count) => {
      return countFigure<TransactionFigureSource>(name, ({ of }) => of.tally.counts[count] ?? 0)
    }),
    perTransaction('legs', ({ tally }) => tally.legs),
    perTransaction('steps', ({ tally }) => tally.calls),
    perTransaction('messages', ({ tally }) => tally.calls + tally.events),
    ...TRANSACTION_TIMES.flatMap((name) =>
      durationFigures<TransactionFigureSource>([name], 'lower', ({ of }) => of.tally[name]),
    ),
    { name: ['costPerSettled'], kind: 'money', better: 'lower', pick: costPerSettled },
  ]
}

/** Figures of an operation of which every effect is told. */
export function effectFigures(): Figure<EffectsOf>[] {
  return [
    { name: ['effects'], kind: 'count', better: null, pick: ({ effects }) => effects },
    { name: ['doubleEffects'], kind: 'count', better: 'lower', pick: ({ doubleEffects }) => doubleEffects },
    { name: ['absorbed'], kind: 'count', better: null, pick: ({ absorbed }) => absorbed },
  ]
}

/** The figure of one of the counts, wherever it stands. */
export function countFigure<Source>(name: TransactionCountName, pick: (source: Source) => number): Figure<Source> {
  const better = name === 'committed' ? 'higher' : NEUTRAL.includes(name) ? null : 'lower'
  return { name: [name], kind: 'count', better, pick }
}

/** How often for each transaction that was followed. */
function perTransaction(name: string, sum: (of: TransactionsOf) => number): Figure<TransactionFigureSource> {
  return {
    name: [name, 'mean'],
    kind: 'count',
    better: 'lower',
    pick: ({ of }) => {
      const { counts } = of.tally
      const followed = (counts[TransactionCount.begun] ?? 0) - (counts[TransactionCount.unfollowed] ?? 0)
      return ratio(sum(of), followed)
    },
  }
}

/** All that the deployment costs, for each transaction that was committed or compensated. */
function costPerSettled({ of, costPerSecond, measured }: TransactionFigureSource): number | null {
  const { counts } = of.tally
  const settled = (counts[TransactionCount.committed] ?? 0) + (counts[TransactionCount.compensated] ?? 0)
  return costPerSecond === null ? null : ratio((costPerSecond * measured) / NS_PER_SECOND, settled)
}
