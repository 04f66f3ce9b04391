import type { ProcessStep, ProcessViolation } from '../metrics/process-result.ts'
import type { InvariantViolation } from '../sim/processes/judges.ts'
import type { StoryStep } from '../sim/processes/past.ts'
import type { ProcessReport } from '../sim/processes/processes.ts'

/** A violation that one replication saw, as plain data. */
export interface SeenViolation {
  readonly process: string
  readonly invariant: string
  readonly violation: InvariantViolation
}

const NS_PER_MS = 1e6

/** What did not hold in a world that has run, in the order of its processes and of their invariants. */
export function violationsOf(reports: readonly ProcessReport[]): readonly SeenViolation[] {
  return reports.flatMap(({ name, invariants }) =>
    invariants.flatMap(({ name: invariant, violation }) =>
      violation === undefined ? [] : [{ process: name, invariant, violation }],
    ),
  )
}

/** Of each invariant that did not hold the story of the first replication that saw it. */
export function firstViolations(
  runs: readonly { readonly index: number; readonly seen: readonly SeenViolation[] }[],
  replayOf: (replication: number) => string,
): readonly ProcessViolation[] {
  const first = new Map<string, { count: number; index: number; one: SeenViolation }>()
  for (const { index, seen } of runs) {
    for (const one of seen) {
      const key = `${one.process}\u0000${one.invariant}`
      const known = first.get(key)
      if (known === undefined) first.set(key, { count: 1, index, one })
      else known.count++
    }
  }
  return [...first.values()].map(({ count, index, one: { process, invariant, violation } }) => ({
    process,
    invariant,
    replications: count,
    of: runs.length,
    replication: index,
    atMs: violation.time / NS_PER_MS,
    node: violation.node,
    what: violation.what,
    changes: violation.changes,
    chain: violation.chain.map(stepOf),
    before: violation.before.map(stepOf),
    replay: replayOf(index),
  }))
}

function stepOf({ time, ...step }: StoryStep): ProcessStep {
  return { atMs: time / NS_PER_MS, ...step }
}
