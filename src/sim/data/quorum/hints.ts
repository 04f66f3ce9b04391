import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { DataWorld } from '../data-world.ts'
import { NodeTimer } from '../node-timer.ts'
import type { Cell } from './cell.ts'
import type { HintInstruments } from './quorum-instruments.ts'

/** A write that is kept for a node that did not answer. */
interface Hint {
  readonly target: number
  readonly record: number
  readonly key: number
  readonly cell: Cell
  /** Since when, ns. */
  readonly since: number
}

/** What hints need of their store. */
export interface HintStore {
  readonly world: DataWorld
  /** Sends what one node keeps to the one that it belongs to; `over` is told how that ends. */
  send(
    from: number,
    to: number,
    what: { readonly record: number; readonly key: number; readonly cell: Cell },
    over: (outcome: number) => void,
  ): Frame | null
  /** A node has handed a write over, and need not keep it any longer. */
  handedOver(instance: number, record: number, key: number, cell: Cell): void
}

/** The hints that one node keeps, on its disk, and hands over one after the other to each node they are for. */
class Keeper {
  /** By the node that they are for, in the order in which they came. */
  readonly hints = new Map<number, Hint[]>()
  readonly timer: NodeTimer
  /** Nodes to which something is on its way: the first of its hints. */
  readonly busy = new Set<number>()

  constructor(world: DataWorld, instance: number, due: (keeper: Keeper) => void) {
    this.timer = new NodeTimer(world, instance, () => due(this))
  }
}

/**
 * Hinted handoff (DeCandia et al., "Dynamo", 2007, 4.6): what could not be written to a node is kept at another one,
 * which tries at intervals to hand it over, and gives up after a while.
 */
export class Hints {
  readonly #store: HintStore
  readonly #plan: { readonly every: number; readonly keep: number } | null
  readonly #instruments: HintInstruments
  /** By instance. */
  readonly #keepers: (Keeper | undefined)[] = []
  #waiting = 0

  /** `plan`: see `QuorumRules`; `null`: none are kept. */
  constructor(
    store: HintStore,
    plan: { readonly every: number; readonly keep: number } | null,
    instruments: HintInstruments,
  ) {
    this.#store = store
    this.#plan = plan
    this.#instruments = instruments
  }

  /** Hints that wait now. */
  get waiting(): number {
    return this.#waiting
  }

  /** An instance keeps a write for `target`, another one. */
  keep(instance: number, target: number, record: number, key: number, cell: Cell): void {
    if (this.#plan === null || instance === target) return
    const { engine, client } = this.#store.world
    const keeper = this.#keeperAt(instance)
    const hint = { target, record, key, cell, since: engine.now }
    const hints = keeper.hints.get(target)
    if (hints === undefined) keeper.hints.set(target, [hint])
    else hints.push(hint)
    this.#changed(1)
    client.probe.counted(this.#instruments.stored, engine.now, 1)
    if (!keeper.timer.running) keeper.timer.startQuiet(this.#plan.every)
  }

  #keeperAt(instance: number): Keeper {
    this.#keepers[instance] ??= new Keeper(this.#store.world, instance, (keeper) => this.#due(instance, keeper))
    return this.#keepers[instance]
  }

  /** Drops what is too old, and tries to hand over the rest. */
  #due(instance: number, keeper: Keeper): void {
    const plan = this.#plan
    if (plan === null) return
    const { engine, instances } = this.#store.world
    const up = instances[instance]?.up === true
    for (const [target, hints] of keeper.hints) {
      const old = hints.findIndex(({ since }) => since > engine.now - plan.keep)
      const dropped = old < 0 ? hints.length : old
      hints.splice(0, dropped)
      this.#changed(-dropped)
      if (hints.length === 0) keeper.hints.delete(target)
      else if (up && !keeper.busy.has(target)) this.#handOver(instance, keeper, target)
    }
    if (keeper.hints.size > 0) keeper.timer.startQuiet(plan.every)
  }

  #handOver(instance: number, keeper: Keeper, target: number): void {
    const hint = keeper.hints.get(target)?.[0]
    if (hint === undefined) return
    keeper.busy.add(target)
    this.#store.send(instance, target, hint, (outcome) => {
      keeper.busy.delete(target)
      // One that does not answer is tried again next time.
      if (outcome === Outcome.ok) this.#done(instance, keeper, hint)
    })
  }

  #done(instance: number, keeper: Keeper, hint: Hint): void {
    const { engine, client } = this.#store.world
    const { target, record, key, cell } = hint
    const hints = keeper.hints.get(target)
    // It may have been dropped meanwhile.
    if (hints?.[0] === hint) {
      hints.shift()
      if (hints.length === 0) keeper.hints.delete(target)
      this.#changed(-1)
      client.probe.counted(this.#instruments.handedOver, engine.now, 1)
    }
    this.#store.handedOver(instance, record, key, cell)
    this.#handOver(instance, keeper, target)
  }

  #changed(by: number): void {
    if (by === 0) return
    const { engine, client } = this.#store.world
    this.#waiting += by
    client.probe.level(this.#instruments.hints, engine.now, this.#waiting)
  }
}
