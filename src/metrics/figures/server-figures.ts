import { admittedOf } from '../folds/call-fold.ts'
import { type LevelFold, utilisationOf } from '../folds/level-fold.ts'
import type { InstanceFold, PoolFold, UnitFold } from '../folds/run-fold.ts'
import { type HistogramData } from '../histogram-data.ts'
import { busyPeriodOf, levelVariance, shareAtLeast, shareFull } from '../level-data.ts'
import { reasonsOf } from './call-figures.ts'
import { durationFigures } from './duration-figures.ts'
import { type Figure, ratio } from './figure.ts'

const NS_PER_MS = 1e6

/** Why cpu time was wasted, in the order of results. */
export const WASTE_CAUSES: readonly string[] = ['timeout', 'deadline', 'cancelled', 'hedge', 'crash']

/** Why load shedding drops a request, in the order of results. */
export const SHED_REASONS: readonly string[] = ['codel', 'patience', 'hopeless', 'expired', 'evicted']

/** Figures of a unit: those of its instances together, and its wasted work. */
export function unitFigures(outcomes: readonly string[]): Figure<UnitFold>[] {
  return [
    ...instanceFigures<UnitFold>(outcomes),
    {
      name: ['answersUnwanted'],
      kind: 'count',
      better: 'lower',
      pick: ({ counts }) => counts?.answersUnwanted ?? null,
    },
    // Kept in milliseconds, as every duration.
    {
      name: ['wastedCpu'],
      kind: 'duration',
      better: 'lower',
      pick: ({ counts }) => (counts === null ? null : sum(counts.wastedCpu.values()) * 1000),
    },
    ...WASTE_CAUSES.map(
      (cause): Figure<UnitFold> => ({
        name: ['wastedCpu', cause],
        kind: 'duration',
        better: 'lower',
        pick: ({ counts }) => (counts === null ? null : (counts.wastedCpu.get(cause) ?? 0) * 1000),
      }),
    ),
    ...SHED_REASONS.map(
      (why): Figure<UnitFold> => ({
        name: ['shed', why],
        kind: 'count',
        better: 'lower',
        pick: ({ counts }) => (counts === null ? null : (counts.shed.get(why) ?? 0)),
      }),
    ),
    { name: ['ejections'], kind: 'count', better: 'lower', pick: ({ counts }) => counts?.ejections ?? null },
  ]
}

/** Figures of one instance of a unit, or of all of them. */
export function instanceFigures<Fold extends InstanceFold>(outcomes: readonly string[]): Figure<Fold>[] {
  return [
    { name: ['utilisation'], kind: 'share', better: null, pick: slotUtilisation },
    { name: ['cpuUtilisation'], kind: 'share', better: null, pick: ({ cpu }) => utilisationOf(cpu) },
    { name: ['queueLength'], kind: 'count', better: 'lower', pick: ({ queue }) => queue?.mean ?? null },
    { name: ['queueLengthMax'], kind: 'count', better: 'lower', pick: ({ queue }) => queue?.data?.max ?? null },
    { name: ['concurrency'], kind: 'count', better: 'lower', pick: ({ concurrency }) => concurrency?.mean ?? null },
    {
      name: ['concurrencyMax'],
      kind: 'count',
      better: 'lower',
      pick: ({ concurrency }) => concurrency?.data?.max ?? null,
    },
    {
      name: ['concurrencyVariance'],
      kind: 'count',
      better: 'lower',
      pick: ({ concurrency }) => (concurrency?.data ? levelVariance(concurrency.data) : null),
    },
    { name: ['idle'], kind: 'share', better: null, pick: ({ concurrency }) => idleShare(concurrency) },
    { name: ['full'], kind: 'share', better: 'lower', pick: ({ concurrency }) => fullShare(concurrency) },
    ...busyFigures<Fold>(),
    ...visitFigures<Fold>(outcomes),
    ...waitFigures<Fold>('lower', ({ waits }) => waits),
  ]
}

/** Figures of a pool. */
export function poolFigures(): Figure<PoolFold>[] {
  return [
    { name: ['utilisation'], kind: 'share', better: null, pick: ({ use }) => utilisationOf(use) },
    { name: ['use'], kind: 'count', better: null, pick: ({ use }) => use?.mean ?? null },
    { name: ['useMax'], kind: 'count', better: null, pick: ({ use }) => use?.data?.max ?? null },
    { name: ['full'], kind: 'share', better: 'lower', pick: ({ use }) => fullShare(use) },
    { name: ['queueLength'], kind: 'count', better: 'lower', pick: ({ queue }) => queue?.mean ?? null },
    { name: ['queueLengthMax'], kind: 'count', better: 'lower', pick: ({ queue }) => queue?.data?.max ?? null },
    ...waitFigures<PoolFold>('lower', ({ waits }) => waits),
  ]
}

/**
 * The share of worker slots that are held: requests present but not queueing, over slots. An event loop has no slots;
 * its one worker is its core, so its utilisation is that of the cpu.
 */
export function slotUtilisation({ concurrency, queue, cpu }: InstanceFold): number | null {
  if (concurrency === undefined || concurrency.capacity === null) return utilisationOf(cpu)
  if (concurrency.mean === null) return null
  return ratio(concurrency.mean - (queue?.mean ?? 0), concurrency.capacity)
}

/** Share of time an instance held nobody. */
function idleShare(level: LevelFold | undefined): number | null {
  if (!level?.data) return null
  const present = shareAtLeast(level.data, 1)
  return present === null ? null : 1 - present
}

/** Share of time an instance was at its capacity; `null` where it has none, or not the same as the others. */
function fullShare(level: LevelFold | undefined): number | null {
  if (!level?.data || level.each === null) return null
  return shareFull(level.data, level.each)
}

function busyFigures<Fold extends InstanceFold>(): Figure<Fold>[] {
  const busy = ({ concurrency }: Fold): ReturnType<typeof busyPeriodOf> =>
    concurrency?.data ? busyPeriodOf(concurrency.data) : null
  return [
    { name: ['busyPeriod', 'count'], kind: 'count', better: null, pick: (fold) => busyPeriods(fold.concurrency) },
    {
      name: ['busyPeriod', 'mean'],
      kind: 'duration',
      better: null,
      pick: (fold) => {
        const mean = busy(fold)?.mean
        return mean === undefined ? null : mean / NS_PER_MS
      },
    },
    {
      name: ['busyPeriod', 'deviation'],
      kind: 'duration',
      better: null,
      pick: (fold) => {
        const variance = busy(fold)?.variance
        return variance === undefined ? null : Math.sqrt(variance) / NS_PER_MS
      },
    },
  ]
}

function busyPeriods(concurrency: LevelFold | undefined): number | null {
  return concurrency?.data?.busyPeriods ?? null
}

function visitFigures<Fold extends InstanceFold>(outcomes: readonly string[]): Figure<Fold>[] {
  return [
    { name: ['visits'], kind: 'count', better: null, pick: ({ visits }) => visits?.offered ?? null },
    { name: ['admitted'], kind: 'count', better: null, pick: ({ visits }) => (visits ? admittedOf(visits) : null) },
    { name: ['good'], kind: 'count', better: 'higher', pick: ({ visits }) => visits?.good ?? null },
    { name: ['failed'], kind: 'count', better: 'lower', pick: ({ visits }) => visits?.failed ?? null },
    ...reasonsOf(outcomes).map(
      (reason): Figure<Fold> => ({
        name: ['failed', reason],
        kind: 'count',
        better: 'lower',
        pick: ({ visits }) => (visits?.failures ? (visits.failures.get(reason)?.count ?? 0) : null),
      }),
    ),
    {
      name: ['throughput'],
      kind: 'rate',
      better: 'higher',
      pick: ({ visits }) => ratio(visits?.goodEnds, visits?.seconds),
    },
    ...durationFigures<Fold>(['residence'], 'lower', ({ visits }) => visits?.latency),
  ]
}

function waitFigures<Fold>(better: 'lower', of: (fold: Fold) => HistogramData | null): Figure<Fold>[] {
  return [
    ...durationFigures(['wait'], better, of),
    {
      name: ['waited'],
      kind: 'share',
      better,
      pick: (fold) => {
        const waits = of(fold)
        return waits === null ? null : ratio(waits.count - waits.zeros, waits.count)
      },
    },
  ]
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
