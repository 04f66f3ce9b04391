import { type Cargo, DEFERRED } from '../../cargo.ts'
import { ABSENT, FactKind } from '../../data-fact.ts'
import type { AccessPlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Step } from '../../step.ts'
import { meets } from '../meets.ts'
import { newValue } from '../new-value.ts'
import type { Rows } from '../rows.ts'
import { scanRows, stopScan } from '../scan-rows.ts'
import { Statement } from '../statement.ts'
import type { PlainParts } from './plain-parts.ts'

/**
 * A statement that takes effect when the server has done its work, on the rows as they are then. A query sees them as
 * they are when it begins to look at them, and looking takes its time after that.
 */
export class PlainStatement extends Statement {
  readonly #store: PlainParts
  /** Of a copy: the version of what it copies, as the request knows it; -1 for none. */
  readonly #source: number
  #step: Step
  /** The node that it has come to does not have the key any more, or cannot say: its caller sends it again. */
  #sentOn = false
  #repetition = 0

  constructor(store: PlainParts, plan: AccessPlan, from: Frame | PlainStatement, key: number, step: Step) {
    super(store.world, plan, from, key)
    this.#store = store
    this.#step = step
    if (key >= 0) this.aim = store.placement.aim(plan.record, key)
    if (from instanceof PlainStatement) {
      this.#source = from.#source
      return
    }
    const { copyOf } = store.world.plan.records[plan.record] ?? { copyOf: -1 }
    const copied = plan.value.kind === 'copy' && copyOf >= 0 ? this.session.seen(copyOf, key) : undefined
    this.#source = copied?.version ?? -1
    if (copied !== undefined) this.basis = copied.value
  }

  /** Makes a read that is over, and was `spare`, the read of another step. */
  serve(plan: AccessPlan, from: Frame, key: number, step: Step): PlainStatement {
    this.renew(plan, from, key)
    this.#step = step
    this.#sentOn = false
    if (key >= 0) this.aim = this.#store.placement.aim(plan.record, key)
    return this
  }

  override atRest(): void {
    // One that has been sent on is under way again.
    if (this.reads && this.#repetition === 0) this.#store.spare.push(this)
  }

  override again(): PlainStatement {
    return new PlainStatement(this.#store, this.plan, this, this.key, this.#step)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    super.broughtBack(attempt)
    if (!(attempt instanceof PlainStatement)) return
    this.key = attempt.key
    this.#sentOn = attempt.#sentOn
  }

  override withdrawn(call: Frame): void {
    stopScan(this.world, call)
    this.#store.placement.growth?.withdraw(call, this.plan.record, this.key)
  }

  override ended(call: Frame, outcome: number): Frame | null {
    const { parent } = call
    if (!this.#sentOn || outcome !== Outcome.unavailable || parent === null) return super.ended(call, outcome)
    const { client, engine, frames } = this.world
    const at = parent.base + Part.retry
    frames.parts[at] = (frames.parts[at] as number) + engine.now - call.start
    this.#sentOn = false
    this.aim = this.#store.placement.aim(this.plan.record, this.key)
    return client.carry(parent, parent, this.#step, this, ++this.#repetition)
  }

  /** What a key that has moved, or is on its way, makes of the statement; `ok` where it is here. */
  #elsewhere(call: Frame): number {
    const { placement } = this.#store
    const { growth } = placement
    const { record } = this.plan
    if (growth === null || this.key < 0) return Outcome.ok
    const here = placement.shardOf(record, this.key) === placement.shardOfNode(call.instance)
    const waits = here && !this.reads && growth.isMoving(record, this.key)
    if (here && !waits) return Outcome.ok
    this.#sentOn = true
    if (!waits) return Outcome.unavailable
    growth.wait(call, record, this.key)
    return DEFERRED
  }

  deliver(call: Frame): number {
    const { plan, world } = this
    const { instance } = call
    const elsewhere = this.#elsewhere(call)
    if (elsewhere !== Outcome.ok) return elsewhere
    this.effect = world.engine.now
    this.node = instance
    if (!this.reads) {
      if (this.isCalledOff) return Outcome.rejected
      return this.isFencedOff(this.#store.fences) ? Outcome.fenced : this.#write(instance)
    }
    this.#look(this.#store.readableAt(instance, plan.record))
    if (plan.verb === 'read') return Outcome.ok
    const time = Math.round(this.#store.plan.perRow * (plan.rows >= 0 ? plan.rows : this.value))
    return scanRows(world, call, time) ? DEFERRED : Outcome.ok
  }

  #look(rows: Rows): void {
    this.version = rows.version(this.key)
    this.order = rows.order(this.key)
    this.value = rows.value(this.key)
  }

  #write(instance: number): number {
    const { plan } = this
    const rows = this.#store.rowsAt(instance, plan.record)
    if (this.key < 0) this.key = this.#store.freshKey(plan.record)
    this.#look(rows)
    const isThere = this.version !== ABSENT
    switch (plan.verb) {
      case 'update': {
        const value = this.value + plan.add
        this.basedOn = this.version
        if (!isThere || (plan.require !== null && !meets(value, plan.require))) return plan.outcome
        return this.#put(instance, rows, value)
      }
      case 'insert':
        if (plan.grouped) return this.#put(instance, rows, this.value + 1)
        return isThere ? Outcome.duplicateKey : this.#put(instance, rows, this.#newValue)
      case 'delete':
        return this.#put(instance, rows, 0, true)
      case 'acquire':
      case 'release': {
        const outcome = this.leaseOutcome(this.value, instance)
        return outcome === Outcome.ok ? this.#put(instance, rows, this.leaseValue) : outcome
      }
      default:
        if (plan.ifUnchanged && this.version !== this.basedOn) return Outcome.conflict
        return this.#put(instance, rows, this.#newValue)
    }
  }

  protected override get saysWhenDone(): boolean {
    return true
  }

  get #newValue(): number {
    const { value } = this.plan
    return value.kind === 'copy' ? this.basis : newValue(value, this.basis)
  }

  #put(instance: number, rows: Rows, value: number, gone = false): number {
    const { world, key } = this
    const before = this.version
    const version = world.nextVersion()
    rows.put(key, gone ? ABSENT : version, version, value, this.effect)
    this.version = version
    this.order = version
    this.value = value
    this.tookEffect()
    this.tell(FactKind.committed, Outcome.ok, (fact) => {
      fact.replaced = before
      fact.source = this.#source
    })
    this.#store.written(instance, this.plan.record, key, this.plan.grouped)
    return Outcome.ok
  }
}
