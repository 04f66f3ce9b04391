import { ABSENT, FactKind } from '../../data-fact.ts'
import type { StorePlan, ValuePlan } from '../../data-plan.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import { Placement } from '../placement.ts'
import { Rows } from '../rows.ts'
import { Statement } from '../statement.ts'
import type { Store } from '../store.ts'

/** One node for each shard and each statement by itself: what is written is there, and the last write wins. */
export class PlainStore implements Store {
  readonly world: DataWorld
  readonly #placement: Placement
  /** By shard, then by record of the plan. */
  readonly #rows: readonly (Rows | undefined)[][]

  constructor(world: DataWorld, index: number, plan: StorePlan) {
    this.world = world
    this.#placement = new Placement(world, plan)
    const { sharding } = plan
    this.#rows = Array.from({ length: sharding.shards }, () =>
      world.plan.records.map(({ store, keys, initial }) =>
        store === index ? new Rows(keys, initial ?? 0) : undefined,
      ),
    )
  }

  access(frame: Frame, step: Step, key: number): boolean {
    const { access } = step
    if (access === undefined) return true
    // The balancer of the store goes by the key where there are several shards.
    const statement = new PlainStatement(this, access, frame, key)
    frame.waiting = Waiting.children
    return this.world.client.carry(frame, frame, step, statement, 0) !== null
  }

  /** The rows of a record at a node. */
  rowsAt(instance: number, record: number): Rows {
    return this.#rows[this.#placement.shardOfNode(instance)]?.[record] as Rows
  }
}

/** A statement that takes effect when the server has done its work, on the rows as they are then. */
class PlainStatement extends Statement {
  readonly #store: PlainStore

  constructor(store: PlainStore, plan: Statement['plan'], from: Frame | Statement, key: number) {
    super(store.world, plan, from, key)
    this.#store = store
  }

  override again(): PlainStatement {
    return new PlainStatement(this.#store, this.plan, this, this.key)
  }

  deliver(call: Frame): number {
    const { plan, key, world } = this
    const rows = this.#store.rowsAt(call.instance, plan.record)
    this.effect = world.engine.now
    this.node = call.instance
    const before = rows.version(key)
    this.version = before
    this.order = rows.order(key)
    this.value = rows.value(key)
    switch (plan.verb) {
      case 'read':
      case 'query':
      case 'join':
        return Outcome.ok
      case 'update': {
        const value = this.value + plan.add
        if (plan.require !== null && !holds(value, plan.require)) return plan.outcome
        return this.#put(rows, before, value)
      }
      case 'delete':
        return this.#put(rows, before, 0, true)
      default:
        if (plan.ifUnchanged && before !== this.basedOn) return Outcome.conflict
        return this.#put(rows, before, valueOf(plan.value, this.basis))
    }
  }

  #put(rows: Rows, before: number, value: number, gone = false): number {
    const { world, key } = this
    const version = world.nextVersion()
    rows.put(key, gone ? ABSENT : version, version, value, this.effect)
    this.version = version
    this.order = version
    this.value = value
    this.tell(FactKind.committed, Outcome.ok, (fact) => {
      fact.replaced = before
    })
    return Outcome.ok
  }
}

/** Whether a value meets a requirement. */
export function holds(value: number, { operator, limit }: NonNullable<Statement['plan']['require']>): boolean {
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
    case '!=':
      return value !== limit
  }
}

/** What a write stores; opaque values are their versions. */
function valueOf(value: ValuePlan, basis: number): number {
  if (value.kind === 'set') return value.value
  return value.kind === 'read-plus' ? basis + value.add : 0
}
