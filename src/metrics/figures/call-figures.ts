import { admittedOf, availabilityOf, CANCELLED, type CallFold, judgedOf } from '../folds/call-fold.ts'
import { durationFigures } from './duration-figures.ts'
import { type Figure, ratio } from './figure.ts'

const NS_PER_MS = 1e6

/** The names that outcomes and parts of a scenario give to figures. */
export interface CallVocabulary {
  /** Outcomes by index; 0 is success. */
  readonly outcomes: readonly string[]
  /** Parts of a latency, by index. */
  readonly parts: readonly string[]
}

/** Figures of the calls of an operation, an edge, a workload or all of them. */
export function callFigures({ outcomes, parts }: CallVocabulary): Figure<CallFold>[] {
  return [...countFigures(), ...reasonFigures(outcomes), ...latencyFigures(), ...blameFigures(parts)]
}

/** Failures by where they were decided, one figure for each of `names` (`timeout at shop -> payments`). */
export function failedAtFigures(names: readonly string[]): Figure<CallFold>[] {
  return names.map((name) => ({
    name: ['failedAt', name],
    kind: 'count',
    better: 'lower',
    pick: ({ failedAt }) => (failedAt === null ? null : (failedAt.get(name) ?? 0)),
  }))
}

/** The reasons for which a call can fail, of all outcomes. */
export function reasonsOf(outcomes: readonly string[]): readonly string[] {
  return outcomes.slice(1).filter((outcome) => outcome !== CANCELLED)
}

function countFigures(): Figure<CallFold>[] {
  return [
    { name: ['offered'], kind: 'count', better: null, pick: (fold) => fold.offered },
    { name: ['admitted'], kind: 'count', better: null, pick: admittedOf },
    { name: ['good'], kind: 'count', better: 'higher', pick: (fold) => fold.good },
    { name: ['failed'], kind: 'count', better: 'lower', pick: (fold) => fold.failed },
    { name: ['cancelled'], kind: 'count', better: null, pick: (fold) => fold.cancelled },
    { name: ['unfinished'], kind: 'count', better: 'lower', pick: (fold) => fold.unfinished },
    { name: ['availability'], kind: 'share', better: 'higher', pick: availabilityOf, trials: judgedOf },
    { name: ['throughput'], kind: 'rate', better: 'higher', pick: (fold) => ratio(fold.goodEnds, fold.seconds) },
  ]
}

function reasonFigures(outcomes: readonly string[]): Figure<CallFold>[] {
  return reasonsOf(outcomes).flatMap((reason): Figure<CallFold>[] => [
    {
      name: ['failed', reason],
      kind: 'count',
      better: 'lower',
      pick: (fold) => (fold.failures === null ? null : (fold.failures.get(reason)?.count ?? 0)),
    },
    ...durationFigures<CallFold>(['timeToFailure', reason], 'lower', (fold) => fold.failures?.get(reason)),
  ])
}

function latencyFigures(): Figure<CallFold>[] {
  return durationFigures(['latency'], 'lower', (fold) => fold.latency)
}

function blameFigures(parts: readonly string[]): Figure<CallFold>[] {
  return parts.flatMap((part, index): Figure<CallFold>[] => {
    const inMs = (ns: number | undefined): number | null => (ns === undefined ? null : ns / NS_PER_MS)
    return [
      {
        name: ['blame', part],
        kind: 'duration',
        better: 'lower',
        pick: ({ blame }) => inMs(blame?.all[index]),
      },
      {
        name: ['blameSlowest1Percent', part],
        kind: 'duration',
        better: 'lower',
        pick: ({ blame }) => inMs(blame?.slowest[index]),
      },
    ]
  })
}
