import type { DocumentPath } from '../../problem.ts'
import type { CallLeg, Leg } from '../../transaction.ts'

/** A leg with what it waits for, by index. */
export interface FlatLeg {
  readonly leg: CallLeg
  /** The way to it from the step. */
  readonly way: DocumentPath
  readonly after: readonly number[]
}

/** The legs of a transaction in the order of the file; what stands in another transaction belongs to this one. */
export function flatLegs(steps: readonly Leg[]): readonly FlatLeg[] {
  const flat: FlatLeg[] = []
  inOrder(steps, ['steps'], [], flat)
  return flat
}

/** Adds legs that come one after the other behind those of `after`; returns those that what follows comes behind. */
function inOrder(
  legs: readonly Leg[],
  way: DocumentPath,
  after: readonly number[],
  flat: FlatLeg[],
): readonly number[] {
  return legs.reduce((before, leg, index) => add(leg, [...way, index], before, flat), after)
}

function add(leg: Leg, way: DocumentPath, after: readonly number[], flat: FlatLeg[]): readonly number[] {
  if (leg.kind === 'transaction') return inOrder(leg.steps, [...way, 'steps'], after, flat)
  if (leg.kind === 'parallel') {
    return leg.parallel.flatMap((each, index) => add(each, [...way, 'parallel', index], after, flat))
  }
  flat.push({ leg, way, after })
  return [flat.length - 1]
}
