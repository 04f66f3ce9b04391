import * as z from 'zod'
import type { Fault } from '../../fault.ts'
import { Mistake } from '../../literals/mistake.ts'
import { describeValue } from '../literal.ts'
import { report } from '../report.ts'
import type { FaultDocument } from './fault-document.ts'
import { faultKinds } from './fault-kinds.ts'
import type { FaultSchema, ReadFault } from './fault-of-kind.ts'
import { kindOfFault } from './kind-of-fault.ts'

const NAMES: readonly string[] = [...faultKinds.keys()]

/** Reads a fault by the schema of its kind alone, so that nobody waits for the other kinds or reads about them. */
const fault: FaultSchema = z
  .custom<FaultDocument>()
  .transform((value, context): ReadFault => {
    const found = isMap(value) ? kindOfFault(value, NAMES) : noMap(value)
    if ('mistake' in found) {
      const { key, mistake } = found
      report(context, mistake, key === undefined ? [] : [key], key === undefined ? 'value' : 'key')
      return z.NEVER
    }
    const result = faultKinds.get(found.kind)?.safeParse(value)
    if (result?.success === true) return result.data
    for (const issue of result?.error.issues ?? []) {
      // The type of raw issues leaves out all but those of custom checks.
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
    }
    return z.NEVER
  })
  .meta({ id: 'fault' })

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function noMap(value: unknown): { readonly mistake: Mistake; readonly key: undefined } {
  const expected = 'a map such as { crash: payments, at: 1min, for: 30s }'
  return {
    mistake: new Mistake('S103', `a fault belongs here, not ${describeValue(value)}`, NOWHERE, { expected }),
    key: undefined,
  }
}

/** A fault of any kind: for looking keys up and for describing it; `faults` is what reads. */
export const anyFault: FaultSchema = z.union([...faultKinds.values()], { error: 'a fault' })

/** Ids that expectations use for several faults at once. */
const RESERVED: readonly string[] = ['any', 'all', 'fault']

/** Faults, in the order of the document. */
export const faults: z.ZodType<readonly Fault[], readonly FaultDocument[]> = z
  .array(fault, { error: 'a list of faults' })
  .transform((list, context): readonly Fault[] => {
    // An unknown key does not stop the parser from going on with what it could not read.
    if (context.issues.length > 0) return z.NEVER
    const named = withIds(list)
    const seen = new Set<string>()
    for (const [index, { id }] of named.entries()) {
      const place = list[index]?.id === undefined ? [index] : [index, 'id']
      const at = place.length === 1 ? 'key' : 'value'
      if (RESERVED.includes(id)) {
        const hint = 'expectations mean several faults by that word'
        report(context, new Mistake('S165', `a fault cannot be called "${id}"`, NOWHERE, { hint }), place, at)
      } else if (seen.has(id)) {
        const hint = 'results and expectations tell faults apart by their ids'
        report(context, new Mistake('S165', `two faults are called "${id}"`, NOWHERE, { hint }), place, at)
      }
      seen.add(id)
    }
    return named
  })

const NOWHERE = { start: 0, end: 0 }

/** Faults without an id get that of their kind and how many of that kind there are so far. */
function withIds(list: readonly ReadFault[]): Fault[] {
  const counts = new Map<string, number>()
  return list.map(({ id, ...rest }) => {
    const { kind } = rest.what
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return { id: id ?? `${kind}-${count}`, ...rest }
  })
}
