import type { SqlRules } from '../../data-plan.ts'
import { EventKind } from '../../event-kind.ts'
import { type Frame, NEVER } from '../../frame.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { Outcome } from '../../outcome.ts'
import type { Instance } from '../../services/instance.ts'
import type { DataWorld } from '../data-world.ts'
import type { Backend } from './backend.ts'
import { LockTable, type Waiter } from './lock-table.ts'
import type { SqlInstruments } from './sql-instruments.ts'

/** What a node does when the wait of a statement is over. */
export interface LockWaitsParts {
  readonly world: DataWorld
  readonly rules: SqlRules
  readonly instruments: SqlInstruments
  /** Index of the node among all instances. */
  readonly instance: number
  /** Why a statement that has its lock now has to fail nevertheless; `ok` where it does not. */
  readonly verdict: (backend: Backend) => number
  /** Ends a transaction whose statement has failed with `outcome`; gives back all that it holds. */
  readonly rollBack: (backend: Backend, outcome: number) => void
}

/**
 * The row locks of one node and the statements that wait for them, in front of the instance, so that they hold no slot.
 * A statement that has waited for `deadlockTimeout` looks for a deadlock, once, as in PostgreSQL (manual, "Lock
 * Management", deadlock_timeout: looking costs, so it is done late): if it is in one, it is the victim. After
 * `lockTimeout` it gives up.
 */
export class LockWaits {
  readonly #parts: LockWaitsParts
  readonly #table: LockTable<Backend>
  readonly #waiters = new Map<Frame, Waiter<Backend>>()

  constructor(parts: LockWaitsParts) {
    this.#parts = parts
    this.#table = new LockTable((waiter) => this.#granted(waiter))
  }

  /** Locks held, for measurements. */
  get held(): number {
    return this.#table.size
  }

  ownerOf(place: number): Backend | undefined {
    return this.#table.ownerOf(place)
  }

  /** Takes the lock of a row for a statement that is about to come in; `false`: it has to wait outside. */
  take(place: number, backend: Backend, call: Frame): boolean {
    const { world, rules, instruments } = this.#parts
    const { now } = world.engine
    const waiter = this.#table.take(place, backend, call, now)
    if (waiter === null) {
      world.client.probe.waited(instruments.lockWait, now, 0)
      return true
    }
    this.#waiters.set(call, waiter)
    this.#arm(call, Math.min(rules.deadlockTimeout, rules.lockTimeout))
    return false
  }

  /** Gives the lock of a row to a transaction, whoever has it; returns who had it. */
  seize(place: number, backend: Backend): Backend | undefined {
    return this.#table.seize(place, backend)
  }

  /** A statement has waited for as long as it was to before something is done about it. */
  waitOver(call: Frame): void {
    const { world, rules } = this.#parts
    const waiter = this.#waiters.get(call)
    if (waiter === undefined) return
    call.wake = NEVER
    const waited = world.engine.now - waiter.since
    if (waited >= rules.lockTimeout) this.#parts.rollBack(waiter.owner, Outcome.lockTimeout)
    else if (this.#table.isInDeadlock(waiter.owner)) this.#parts.rollBack(waiter.owner, Outcome.deadlock)
    else if (rules.lockTimeout !== Number.POSITIVE_INFINITY) this.#arm(call, rules.lockTimeout - waited)
  }

  /** A statement that waits has been stopped. */
  withdraw(call: Frame): void {
    const waiter = this.#waiters.get(call)
    if (waiter === undefined) return
    this.#waiters.delete(call)
    this.#disarm(call)
    this.#table.leave(waiter)
  }

  /** Frees what a transaction holds; statements of it that wait end with `outcome`. */
  release(backend: Backend, outcome: number): void {
    for (let waiter = backend.waiters[0]; waiter !== undefined; waiter = backend.waiters[0]) {
      const { call } = waiter
      this.withdraw(call)
      this.#server.turnOut(call, outcome)
    }
    this.#table.release(backend)
  }

  get #server(): Instance {
    const { world, instance } = this.#parts
    return world.instances[instance] as Instance
  }

  #granted({ call, owner, since }: Waiter<Backend>): void {
    const { world, instruments, verdict, rollBack } = this.#parts
    const { now } = world.engine
    this.#waiters.delete(call)
    this.#disarm(call)
    world.client.probe.waited(instruments.lockWait, now, now - since)
    const outcome = verdict(owner)
    if (outcome === Outcome.ok) {
      this.#server.comeIn(call)
      return
    }
    rollBack(owner, outcome)
    this.#server.turnOut(call, outcome)
  }

  #arm(call: Frame, wait: number): void {
    const { engine } = this.#parts.world
    call.wake =
      wait === Number.POSITIVE_INFINITY ? NEVER : engine.schedule(wait, eventCode(EventKind.waitOver, call.index))
  }

  #disarm(call: Frame): void {
    if (call.wake === NEVER) return
    call.wake = NEVER
    this.#parts.world.engine.disown()
  }
}
