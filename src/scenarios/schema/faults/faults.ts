import * as z from 'zod'
import type { Fault } from '../../fault.ts'
import { Mistake } from '../../literals/mistake.ts'
import { report } from '../report.ts'
import { dependencyFaults } from './dependency-faults.ts'
import type { FaultDocument } from './fault-document.ts'
import { FAULT_NOUN } from './fault-kinds.ts'
import type { FaultSchema, ReadFault } from './fault-of-kind.ts'
import { loadFaults } from './load-faults.ts'
import { networkFaults } from './network-faults.ts'
import { placeFaults } from './place-faults.ts'
import { processFaults } from './process-faults.ts'

const kinds: Readonly<Record<string, FaultSchema>> = {
  ...networkFaults,
  ...processFaults,
  ...dependencyFaults,
  ...loadFaults,
  ...placeFaults,
}

const fault: FaultSchema = z.union(Object.values(kinds), { error: FAULT_NOUN }).meta({ id: 'fault' })

/** Ids that expectations use for several faults at once. */
const RESERVED: readonly string[] = ['any', 'all', 'fault']

/** Faults, in the order of the document. */
export const faults: z.ZodType<readonly Fault[], readonly FaultDocument[]> = z
  .array(fault, { error: 'a list of faults' })
  .transform((list, context): readonly Fault[] => {
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
