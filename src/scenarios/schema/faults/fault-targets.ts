import * as z from 'zod'
import type { PickPlan } from '../../../sim/fault-plan.ts'
import type { EdgePattern } from '../../edge-pattern.ts'
import type { InstanceChoice, PathTarget } from '../../fault.ts'
import { type Count, count } from '../literals.ts'
import { name, operationName } from '../name.ts'
import type { BrokenRule } from '../thing.ts'
import type { Names } from './fault-document.ts'
import { pick } from './fault-literals.ts'
import type { Optional } from './fault-times.ts'

/** One name or several, each once, as a list. */
function several(one: z.ZodType<string, string>, noun: string): z.ZodType<readonly string[], Names> {
  const list = z.array(one, { error: `a list of ${noun}s` }).min(1, { error: `a list of ${noun}s` })
  return z
    .union([one.transform((single): readonly string[] => [single]), list], { error: `a ${noun} or a list of them` })
    .transform((names) => [...new Set(names)])
}

/** Names of units, stores, modules, caches, pools or workloads. */
export const names: z.ZodType<readonly string[], Names> = several(name, 'name')
/** Names of operations, or of what has operations. */
export const operations: z.ZodType<readonly string[], Names> = several(operationName, 'name')

const numbers: z.ZodType<readonly number[], readonly Count[]> = z
  .array(count, { error: 'a list of instance numbers' })
  .min(1, { error: 'a list of instance numbers' })
  .transform((list) => [...new Set(list)].toSorted((left, right) => left - right))

type Direction = PathTarget['direction']

type PickedFields = {
  readonly pick: Optional<PickPlan, string | number>
  readonly instances: Optional<readonly number[], readonly Count[]>
}

const picked: PickedFields = {
  pick: pick.exactOptional().describe('Which of them, drawn anew at each start; else all.').meta({ id: 'fault-pick' }),
  instances: numbers.exactOptional().describe('Which of them, by number from 0.').meta({ id: 'fault-instances' }),
}

/** Which instances of a target. */
export const instanceFields: PickedFields & {
  readonly zone: Optional<string, string>
  readonly region: Optional<string, string>
} = {
  ...picked,
  zone: name.exactOptional().describe('Only those in this zone.').meta({ id: 'fault-zone' }),
  region: name.exactOptional().describe('Only those in this region.').meta({ id: 'fault-region' }),
}

/** Requests, answers, or both. */
export const direction: z.ZodPrefault<z.ZodType<Direction, Direction>> = z
  .enum(['both', 'there', 'back'], { error: 'both, there or back' })
  .prefault('both')
  .describe('Requests, answers, or both.')
  .meta({ id: 'fault-direction' })

/** Which requests of an edge. */
export const requestFields: PickedFields & {
  readonly end: Optional<'callee' | 'caller', 'callee' | 'caller'>
  readonly operation: Optional<readonly string[], Names>
  readonly zones: Optional<readonly string[], readonly string[]>
} = {
  ...picked,
  end: z
    .enum(['callee', 'caller'], { error: 'callee or caller' })
    .exactOptional()
    .describe('Whose instances are picked; else those of the callee.')
    .meta({ id: 'fault-end' }),
  operation: operations.exactOptional().describe('Only calls of these operations.').meta({ id: 'fault-operation' }),
  zones: z
    .array(name, { error: 'a list of two zones' })
    .length(2, { error: 'a list of two zones' })
    .exactOptional()
    .describe('Only messages between these two zones.')
    .meta({ id: 'fault-zones' }),
}

/** Which messages of an edge. */
export const messageFields: typeof requestFields & {
  readonly direction: z.ZodPrefault<z.ZodType<Direction, Direction>>
} = { direction, ...requestFields }

type Instances = z.output<z.ZodObject<typeof instanceFields>>
type Messages = z.output<z.ZodObject<typeof requestFields>> & { readonly direction?: Direction }

export function choiceOf({ pick: written, instances, zone, region }: Instances): InstanceChoice {
  return {
    pick: pickOf(written, instances),
    ...(zone === undefined ? {} : { zone }),
    ...(region === undefined ? {} : { region }),
  }
}

export function pathOf(edge: EdgePattern, messages: Messages): PathTarget {
  const { direction: way = 'both', end = 'callee', operation = [], zones = [] } = messages
  return { edge, direction: way, pick: pickOf(messages.pick, messages.instances), end, operations: operation, zones }
}

function pickOf(written: PickPlan | undefined, instances: readonly number[] | undefined): PickPlan {
  return instances === undefined ? (written ?? { kind: 'all' }) : { kind: 'numbers', numbers: instances }
}

/** Keys of targets that contradict each other or say nothing. */
export function targetRule(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if ('pick' in value && 'instances' in value) {
    const message = 'this picks instances and names them'
    return { code: 'S108', message, path: ['instances'], hint: 'keep one of pick and instances' }
  }
  if ('zone' in value && 'region' in value) {
    const message = 'this has a zone and a region'
    return { code: 'S108', message, path: ['region'], hint: 'keep one of the two' }
  }
  if ('end' in value && !('pick' in value || 'instances' in value)) {
    const message = '"end" says whose instances are picked, and nothing is picked'
    return { code: 'S108', message, path: ['end'], hint: 'add "pick" or "instances", or leave it out' }
  }
  return undefined
}
