import { Cargo } from '../../cargo.ts'
import { type Frame, FrameKind } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { Row } from '../rows.ts'
import type { Movable } from './movable.ts'

/** What moves, from which node to which, by index; `request` names it in draws. */
export interface MoveOptions {
  readonly source: number
  readonly target: number
  readonly record: number
  readonly key: number
  readonly request: number
}

/** One key on its way to another shard: its new node reads it at the old one, and writes it down. */
export class Move extends Cargo<Frame> {
  readonly #world: DataWorld
  readonly #movable: Movable
  readonly #options: MoveOptions
  #write: Step | null = null
  #row: Row | null = null
  #taken = false
  #over: ((outcome: number) => void) | null = null

  constructor(world: DataWorld, movable: Movable, options: MoveOptions) {
    super()
    this.#world = world
    this.#movable = movable
    this.#options = options
    this.aim = options.source
    this.key = options.key
  }

  /** `over` is called once, with how it has ended. */
  begin(read: Step, write: Step, over: (outcome: number) => void): void {
    const { target, request } = this.#options
    this.#write = write
    this.#over = over
    const caller = {
      request,
      path: 0,
      workload: -1,
      instance: target,
      expiresAt: Number.POSITIVE_INFINITY,
      priority: 0,
      context: null,
      debt: 0,
    }
    if (this.#world.instances[target]?.up === true) this.#world.client.carry(caller, null, read, this, 0)
    else this.#end(Outcome.unavailable)
  }

  override again(): Move {
    return new Move(this.#world, this.#movable, this.#options)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (attempt instanceof Move) this.#row = attempt.#row
  }

  /** First at the old node, then at the new one. */
  deliver(call: Frame): number {
    const { source, record, key } = this.#options
    if (call.instance !== source) return this.#movable.put(record, key, this.#row, call)
    if (!this.#movable.mayGive(source, record, key)) return Outcome.unavailable
    this.#row = this.#movable.take(source, record, key)
    return Outcome.ok
  }

  ended(_call: Frame, outcome: number): null {
    if (this.#over === null) return null
    if (outcome === Outcome.ok && !this.#taken) {
      this.#taken = true
      this.#putDown()
    } else this.#end(outcome)
    return null
  }

  override dropped(_call: Frame, outcome: number): void {
    this.#end(outcome)
  }

  override withdrawn(call: Frame): void {
    if (call.instance === this.#options.target) this.#movable.withdraw(call)
    this.#end(Outcome.crashed)
  }

  /** Work of the new node itself. */
  #putDown(): void {
    const { frames, ready, engine } = this.#world
    const { target, request } = this.#options
    const step = this.#write as Step
    const frame = frames.take(FrameKind.branch, step.program)
    frame.request = request
    frame.path = pathHash(0, step.hash, 0)
    frame.workload = -1
    frame.instance = target
    frame.caller = target
    frame.expiresAt = Number.POSITIVE_INFINITY
    frame.priority = 0
    frame.start = engine.now
    frame.cargo = this
    ready.add(frame)
  }

  #end(outcome: number): void {
    const over = this.#over
    this.#over = null
    over?.(outcome)
  }
}
