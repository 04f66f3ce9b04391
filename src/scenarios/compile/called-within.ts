import type { Step } from '../step.ts'
import { legCalls } from './transactions/leg-calls.ts'

/**
 * Steps inside the local transaction that a step is, with the way to them: those of a block, and the calls of a
 * business transaction that is realised as one, whose legs are written elsewhere.
 */
export function calledWithin(step: Step): ReturnType<typeof legCalls> {
  if (step.kind === 'begin') return step.records === undefined ? [{ steps: step.begin, way: ['begin'] }] : []
  if (step.kind !== 'transaction' || step.realised?.block === undefined) return []
  return legCalls(step).filter(({ way }) => way.at(-1) === 'call')
}
