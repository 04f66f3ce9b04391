import type { ProcessFold, ProcessSubject } from '../folds/process-fold.ts'
import { durationFigures } from './duration-figures.ts'
import type { Figure } from './figure.ts'

/** Figures of a process: what it measures itself, and of its invariants whether they held. */
export function processFigures(subject: Omit<ProcessSubject, 'name'>): Figure<ProcessFold>[] {
  const { counters, durations, levels, invariants } = subject
  return [
    ...counters.map((name): Figure<ProcessFold> => {
      return { name: [name], kind: 'count', better: null, pick: (fold) => fold.counters.get(name) ?? null }
    }),
    ...durations.flatMap((name) => durationFigures<ProcessFold>([name], 'lower', (fold) => fold.durations.get(name))),
    ...levels.flatMap((name): Figure<ProcessFold>[] => [
      { name: [name, 'mean'], kind: 'count', better: null, pick: (fold) => fold.levels.get(name)?.mean ?? null },
      { name: [name, 'max'], kind: 'count', better: null, pick: (fold) => fold.levels.get(name)?.data?.max ?? null },
    ]),
    ...invariants.flatMap((name) => invariantFigures(name)),
  ]
}

function invariantFigures(name: string): Figure<ProcessFold>[] {
  return [
    {
      name: ['invariants', name, 'checks'],
      kind: 'count',
      better: null,
      pick: (fold) => fold.checks.get(name) ?? null,
    },
    {
      name: ['invariants', name, 'violations'],
      kind: 'count',
      better: 'lower',
      // What was never judged did not hold either.
      pick: (fold) => ((fold.checks.get(name) ?? 0) === 0 ? null : (fold.violations.get(name) ?? null)),
    },
  ]
}
