import type { Caller } from '../../calls/caller.ts'
import { ABSENT, FactKind } from '../../data-fact.ts'
import { type Frame, FrameKind } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Step } from '../../step.ts'
import { meets } from '../meets.ts'
import { Ask, type AskedStore, type Asker } from './ask.ts'
import { type Cell, known, type Merge, NOTHING, same, type Version } from './cell.ts'
import type { DotSet } from './dot-set.ts'
import type { Hints } from './hints.ts'
import { OwnCopy } from './own-copy.ts'
import type { Coordinating, QuorumStatement } from './quorum-statement.ts'

/** Who does something for a coordinator that may be gone by then. */
export interface OnBehalf {
  readonly request: number
  readonly path: number
  readonly workload: number
  readonly instance: number
}

/** The rest of a caller that is nobody's frame. */
export const NO_CALLER: Pick<Caller, 'expiresAt' | 'priority' | 'context' | 'debt'> = {
  expiresAt: Number.POSITIVE_INFINITY,
  priority: 0,
  context: null,
  debt: 0,
}

/** What coordinating needs of the store. */
export interface CoordinatedStore extends AskedStore {
  readonly hints: Hints
  /** Time for each row that a query looks at, ns. */
  readonly perRow: number
  readonly merge: Merge
  /** All nodes of the shard of a key: the first n keep it, the others can stand in for them. */
  nodesOf(record: number, key: number): readonly number[]
  /** The same nodes with those that keep the key in an order drawn for this read, or for this write. */
  shuffled(
    nodes: readonly number[],
    statement: { readonly request: number; readonly path: number; readonly writes: boolean },
  ): readonly number[]
  /** The step with which a node asks another one, or tells it. */
  inside(record: number, writes: boolean): Step
  /** Makes the version of a write, with the time on its coordinator's clock. */
  version(
    coordinator: number,
    record: number,
    key: number,
    what: { readonly value: number; readonly gone: boolean; readonly past: DotSet },
  ): Version
  /** What who has read a cell knows of. */
  pastOf(cell: Cell, before: DotSet): DotSet
  countSiblings(cell: Cell): void
  /** A node lacks something that a read has found elsewhere. */
  repair(by: OnBehalf, to: number, record: number, key: number, cell: Cell): void
}

/** For the node that is asked, not instead of another. */
const NOBODY = -1

/**
 * One statement at its coordinator: the nodes are asked side by side, and the statement goes on as soon as enough of
 * them have answered, or so many cannot that enough never will. What the others say later still counts for read repair
 * and hints.
 *
 * `update`, an insert into a group and `if unchanged` read first and write then what they have made of it: two rounds,
 * and nothing that keeps another write from coming in between. Other inserts are writes: nobody looks whether there is
 * such a row.
 */
export class Coordination implements Asker, Coordinating {
  readonly store: CoordinatedStore
  readonly record: number
  readonly key: number
  /** Whether the nodes are asked to write. */
  writes = false
  /** What is written, or what those who have answered have between them. */
  cell: Cell = NOTHING
  readonly #statement: QuorumStatement
  readonly #frame: Frame
  /** Step whose calls reach the nodes from the caller; `null` where a node coordinates. */
  readonly #step: Step | null
  readonly #coordinator: number
  readonly #request: number
  readonly #path: number
  readonly #workload: number
  /** Nodes in the order in which they are asked: the first n, and then those that can stand in for them. */
  #order: readonly number[] = []
  #next = 0
  #asks: Ask[] = []
  #repetition = 0
  #since = 0
  #need = 0
  #pending = 0
  #successes = 0
  /** The frame goes on, or is gone, and must not be touched any more. */
  #decided = false
  /** Nobody is to be told anything: the coordinator is gone. */
  #lost = false

  constructor(store: CoordinatedStore, statement: QuorumStatement, frame: Frame, step: Step | null) {
    this.store = store
    this.record = statement.plan.record
    this.key = statement.key
    this.#statement = statement
    this.#frame = frame
    this.#step = step
    this.#coordinator = frame.instance
    this.#request = frame.request
    this.#path = frame.path
    this.#workload = frame.workload
  }

  /** Begins; returns the frame if it can go on at once, with its `failure`. */
  begin(): Frame | null {
    const { reads, adds, plan } = this.#statement
    if (reads || adds || plan.ifUnchanged) {
      const { r, ask } = this.store.rules
      return this.#round(r, ask === 'all')
    }
    return this.#write()
  }

  #write(): Frame | null {
    this.writes = true
    this.#commit()
    const { w, tell } = this.store.rules
    return this.#round(w, tell === 'all')
  }

  /** Asks all nodes of the key, of which `need` have to answer, or only so many of them, drawn at random. */
  #round(need: number, all: boolean): Frame | null {
    const { store } = this
    const nodes = store.nodesOf(this.record, this.key)
    const order = all ? nodes : store.shuffled(nodes, this.#named)
    const count = all ? store.rules.n : need
    this.#asks = []
    this.#order = order
    this.#need = need
    this.#pending = count
    this.#successes = 0
    this.#since = this.store.world.engine.now
    this.#next = count
    for (let i = 0; i < count; i++) {
      const next = this.#ask(order[i] as number, NOBODY, false)
      if (next !== null) return next
    }
    return null
  }

  #ask(node: number, insteadOf: number, substitute: boolean): Frame | null {
    const { store } = this
    const { client } = store.world
    const ask = new Ask(this, { aim: node, insteadOf, substitute, copy: false })
    this.#asks.push(ask)
    const repetition = this.#repetition++
    const step = this.#step ?? store.inside(this.record, this.writes)
    if (this.#step === null && node === this.#coordinator) {
      this.#askItself(ask, step, repetition)
      return null
    }
    if (!this.#decided) return client.carry(this.#frame, this.#frame, step, ask, repetition)
    return client.carry({ ...this.#itself, ...NO_CALLER }, null, step, ask, repetition)
  }

  /** The coordinator's own copy: the same work, without the network. */
  #askItself(ask: Ask, step: Step, repetition: number): void {
    const { frames, ready, engine } = this.store.world
    const frame = frames.take(FrameKind.branch, step.program)
    frame.request = this.#request
    frame.path = pathHash(this.#path, step.hash, repetition)
    frame.workload = this.#workload
    frame.instance = this.#coordinator
    frame.caller = this.#coordinator
    frame.expiresAt = this.#decided ? Number.POSITIVE_INFINITY : this.#frame.expiresAt
    frame.priority = this.#decided ? 0 : this.#frame.priority
    frame.start = engine.now
    frame.cargo = new OwnCopy(ask, ready)
    ready.add(frame)
  }

  /** How long a node looks at the rows of a query, ns. */
  timeToScan(cell: Cell): number {
    const { verb, rows } = this.#statement.plan
    if (verb !== 'query' && verb !== 'join') return 0
    return Math.round(this.store.perRow * (rows >= 0 ? rows : (cell[0]?.value ?? 0)))
  }

  /** How draws name it: one frame may coordinate several statements, one after the other. */
  get #named(): { readonly request: number; readonly path: number; readonly writes: boolean } {
    const path = this.#step === null ? this.#path : pathHash(this.#path, this.#step.hash, 0)
    return { request: this.#request, path, writes: this.writes }
  }

  /** Who goes on for the frame when that is gone. */
  get #itself(): OnBehalf {
    return { request: this.#request, path: this.#path, workload: this.#workload, instance: this.#coordinator }
  }

  /** A node has answered, or cannot any more. Returns the frame if it can go on because of that. */
  ended(ask: Ask, call: Frame, outcome: number): Frame | null {
    // What the first round still brings when the second has begun is too late.
    if (ask.writes !== this.writes) return null
    if (!ask.counts) return outcome === Outcome.ok || this.#lost ? null : this.#replace(ask)
    this.#pending--
    if (outcome === Outcome.ok) {
      this.#successes++
      if (!this.writes) this.cell = this.store.merge(this.cell, ask.cell)
    }
    let next: Frame | null = null
    if (!this.#decided && this.#successes >= this.#need) next = this.#enough(call)
    else if (outcome !== Outcome.ok && !this.#lost) next = this.#replace(ask)
    if (!this.#decided && this.#successes + this.#pending < this.#need) {
      next = this.#goOn(call, Outcome.unavailable)
    }
    if (this.#pending === 0 && !this.writes && this.#decided && !this.#lost) this.#repair()
    return next
  }

  /** The coordinator is gone, or no longer wants to know. */
  lost(outcome: number): void {
    this.#lost = true
    if (this.#decided) return
    this.#decided = true
    if (this.#step !== null) this.#statement.finish(outcome)
  }

  /** Where one does not answer, the next one is asked in its place, or keeps what is written for it. */
  #replace(ask: Ask): Frame | null {
    const { rules } = this.store
    const target = ask.insteadOf === NOBODY ? ask.aim : ask.insteadOf
    const others = rules.sloppy ? this.#order.length : rules.n
    if (!this.writes) {
      if (this.#decided || this.#next >= others) return null
      return this.#askNext(NOBODY)
    }
    // A node that keeps the key, too, and has not been told.
    if (this.#next < rules.n) return this.#askNext(NOBODY)
    if (rules.sloppy && this.#next < others) return this.#askNext(target)
    if (rules.hintedHandoff === null) return null
    if (this.#step === null) {
      this.store.hints.keep(this.#coordinator, target, this.record, this.key, this.cell)
      return null
    }
    const keeper = this.#keeperFor(target)
    return keeper === NOBODY ? null : this.#ask(keeper, target, true)
  }

  #askNext(insteadOf: number): Frame | null {
    const position = this.#next++
    this.#pending++
    return this.#ask(this.#order[position] as number, insteadOf, position >= this.store.rules.n)
  }

  /** Who keeps a hint where the caller coordinates: the next node, else one of the others that has not failed. */
  #keeperFor(target: number): number {
    if (this.#next < this.#order.length) return this.#order[this.#next++] as number
    for (const { aim, answered, over, insteadOf } of this.#asks) {
      if (insteadOf !== NOBODY || aim === target || (over && !answered)) continue
      if (!this.#asks.some((hint) => hint.insteadOf === target && hint.aim === aim)) return aim
    }
    return NOBODY
  }

  /** As many as needed have answered. */
  #enough(call: Frame): Frame | null {
    const statement = this.#statement
    const { plan, reads } = statement
    if (!this.writes) {
      statement.found(this.cell)
      statement.effect = this.store.world.engine.now
      statement.node = call.instance
      statement.past = this.store.pastOf(this.cell, statement.past)
      this.store.countSiblings(this.cell)
    }
    if (reads || this.writes) return this.#goOn(call, Outcome.ok)
    if (plan.ifUnchanged && statement.version !== statement.basedOn)
      return this.#goOn(call, Outcome.ok, Outcome.conflict)
    if (plan.verb === 'update') {
      const value = statement.value + plan.add
      const may = statement.version !== ABSENT && (plan.require === null || meets(value, plan.require))
      if (!may) return this.#goOn(call, Outcome.ok, plan.outcome)
    }
    this.#account(call)
    this.store.world.client.settle(this.#frame, call, Outcome.ok)
    this.#letGo()
    return this.#write()
  }

  /** The statement is decided: `answer` says whether enough have answered, `outcome` what comes of it. */
  #goOn(call: Frame, answer: number, outcome: number = answer): Frame {
    this.#decided = true
    const frame = this.#frame
    this.#account(call)
    this.store.world.client.settle(frame, call, answer)
    frame.failure = outcome
    this.#letGo()
    if (this.#step !== null) this.#statement.finish(outcome)
    return frame
  }

  /** The time before the deciding node was asked, because another one did not answer. */
  #account(call: Frame): void {
    const { parts } = this.store.world.frames
    const at = this.#frame.base + Part.retry
    // `settle` counts the time of the call from its start, whatever came of it.
    parts[at] = (parts[at] as number) + call.start - this.#since
  }

  /** What is still on its way goes on by itself. */
  #letGo(): void {
    const { frames } = this.store.world
    for (const { call } of this.#asks) if (call !== null) frames.orphan(call)
  }

  /** Gives the write its version: from now on it can be read somewhere. */
  #commit(): void {
    const statement = this.#statement
    const { plan } = statement
    const { world } = this.store
    const { adds } = statement
    if (adds) statement.basedOn = statement.version
    const replaced = adds || plan.ifUnchanged ? statement.version : -1
    const gone = plan.verb === 'delete'
    const value = gone ? 0 : adds ? statement.value + (plan.grouped ? 1 : plan.add) : statement.newValue
    const written = this.store.version(this.#coordinator, this.record, this.key, { value, gone, past: statement.past })
    this.cell = [written]
    statement.version = written.version
    statement.order = written.order
    statement.value = value
    statement.effect = world.engine.now
    statement.node = this.#coordinator
    if (written.dot !== null) statement.past = known(this.cell)
    statement.tell(FactKind.committed, Outcome.ok, (fact) => {
      fact.replaced = replaced
      fact.source = statement.source
    })
  }

  /** All have answered, or cannot: those that lack something get it. */
  #repair(): void {
    if (!this.store.rules.readRepair) return
    const by = this.#itself
    for (const { answered, belongs, aim, cell } of this.#asks) {
      if (!answered || !belongs || same(this.cell, cell)) continue
      this.store.repair(by, aim, this.record, this.key, this.cell)
    }
  }
}
