import type { DocumentPath } from '../../problem.ts'
import { recordOf, type Step, type WriteStep } from '../../step.ts'
import { type OperationPlace, operationsOf, walkSteps } from '../walk-steps.ts'
import { recordNamed } from './compile-records.ts'
import type { DataContext } from './data-context.ts'

/** A step and where it is written. */
interface Placed {
  readonly step: Step
  readonly path: DocumentPath
}

/**
 * Reports writes that rest on what was read where nothing can have been: no step before them, and none of an operation
 * that may have gone before; or where the two would draw different keys.
 */
export function checkReads(context: DataContext): void {
  const operations = operationsOf(context.scenario)
  const steps = new Map(operations.map((operation) => [operation.name, placedSteps(operation)]))
  for (const { name } of operations) {
    const own = steps.get(name) ?? []
    const others = operations.flatMap((other) => (other.name === name ? [] : (steps.get(other.name) ?? [])))
    own.forEach((placed, index) => {
      const { step } = placed
      if (step.kind !== 'write') return
      const rests = step.if === 'unchanged' || (step.set !== undefined && step.set.kind !== 'value')
      if (rests) checkWrite(step, placed.path, earlier(own, index), others, context)
    })
  }
}

function placedSteps({ steps, path }: OperationPlace): Placed[] {
  const placed: Placed[] = []
  walkSteps(steps, [...path, 'steps'], (step, here) => placed.push({ step, path: here }))
  return placed
}

/** Steps before one, and those after it in a loop that holds both. */
function earlier(steps: readonly Placed[], index: number): Placed[] {
  const here = steps[index]?.path ?? []
  const loops = steps.filter(
    ({ step, path }) =>
      step.kind === 'repeat' && path.every((part, at) => here[at] === part) && path.length < here.length,
  )
  return steps.filter(
    ({ path }, at) => at < index || loops.some((loop) => loop.path.every((part, depth) => path[depth] === part)),
  )
}

function checkWrite(
  step: WriteStep,
  path: DocumentPath,
  before: readonly Placed[],
  elsewhere: readonly Placed[],
  { scenario, storage, findings }: DataContext,
): void {
  const copy = step.set?.kind === 'copy'
  const family = recordNamed(scenario, storage, step.write)
  const source = copy ? (family?.['copy-of'] ?? '') : step.write
  const at = [...path, step.if === 'unchanged' ? 'if' : 'set']
  const single = (family?.keys ?? 1) === 1
  if (step.key === undefined && !single) {
    findings.error('S263', at, `reading and writing "${step.write}" would each draw a key of its own`, {
      expected: 'key: sku on both steps, an input of the workload',
    })
    return
  }
  const knows = ({ step: other }: Placed): boolean => recordOf(other) === source && tells(other, copy)
  if (before.some((placed) => knows(placed) && (single || keyOf(placed.step) === step.key))) return
  if (elsewhere.some(knows)) return
  const other = before.find(knows)
  const message =
    other === undefined
      ? `no step before this one has read "${source}"`
      : `what was read of "${source}" before this step was another key`
  findings.error('S263', at, message, {
    expected: `{ read: ${source}${step.key === undefined ? '' : `, key: ${step.key}`} } before it`,
    ...(other === undefined ? {} : { related: [{ path: other.path, message: 'the read' }] }),
  })
}

/** Whether a request knows the value of a row after the step. */
function tells({ kind }: Step, copy: boolean): boolean {
  return kind === 'read' || kind === 'cache' || (copy && (kind === 'write' || kind === 'update'))
}

function keyOf(step: Step): string | undefined {
  return 'key' in step ? step.key : undefined
}
