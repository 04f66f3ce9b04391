import type { AccessPlan, AccessVerb, StorePlan } from '../../sim/data-plan.ts'
import type { Plan } from '../../sim/plan.ts'

/** What the nodes of a store do for one statement besides the call that it is. */
export interface InsideCalls {
  /** The program that each of them runs. */
  readonly program: number
  /** The edge over which they are asked; -1: that of the statement itself, by its caller. */
  readonly edge: number
  /** How many are asked, and how many of them have to answer. */
  readonly asked: number
  readonly need: number
  /** Mean number of calls: who coordinates asks itself without one, where it keeps the key. */
  readonly calls: number
}

const READING: readonly AccessVerb[] = ['read', 'query', 'join']

/** Whether a statement changes nothing. */
export function isReading(verb: AccessVerb): boolean {
  return READING.includes(verb)
}

/**
 * The nodes that a statement of a quorum store asks in its last round, where nothing is wrong with any: a write that
 * has to read first, repairs and hints come on top. `null` of a statement for which one node is enough.
 */
export function insideCalls(plan: Plan, access: AccessPlan): InsideCalls | null {
  const store = plan.stores[access.store]
  if (store?.rules.kind !== 'quorum') return null
  const { n, r, w, ask, tell, coordinator } = store.rules
  const reads = isReading(access.verb)
  const need = reads ? r : w
  const asked = (reads ? ask : tell) === 'all' ? n : need
  const program = replicaProgram(plan, store, access, reads)
  if (program === undefined) return null
  const alone = coordinator === 'node' ? asked / store.sharding.nodesPerShard : 0
  return { program, edge: coordinator === 'node' ? store.inside : -1, asked, need, calls: asked - alone }
}

function replicaProgram(plan: Plan, { unit }: StorePlan, { record }: AccessPlan, reads: boolean): number | undefined {
  const name = `${plan.records[record]?.name ?? ''}.${reads ? 'replica-read' : 'replica-write'}`
  const index = plan.programs.findIndex((program) => program.name === name && program.unit === unit)
  return index < 0 ? undefined : index
}
