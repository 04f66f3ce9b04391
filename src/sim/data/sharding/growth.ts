import type { ShardingPlan, StorePlan } from '../../data-plan.ts'
import { type Frame, NEVER, Waiting } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Step } from '../../step.ts'
import { ComponentSteps, limitWait } from '../component-steps.ts'
import type { DataWorld } from '../data-world.ts'
import type { Movable } from './movable.ts'
import { Move } from './move.ts'

export interface GrowthOptions {
  readonly index: number
  readonly plan: StorePlan
  readonly grow: NonNullable<ShardingPlan['grow']>
  /** Where a key belongs before and after. */
  readonly from: (record: number, key: number) => number
  readonly to: (record: number, key: number) => number
  /** A key has gone from one shard to another. */
  readonly moved: (from: number, to: number) => void
}

/** Longest wait for a node that takes part in a move, ns; then the key stays where it is, and moves at the end. */
const PATIENCE = 1e9
const KEYS_AT_MOST = 0x1_0000_0000

/**
 * Shards that join: from then on one key after another of those that belong elsewhere now moves, at a steady pace,
 * those of one record after those of another, in ascending order. The leader of its new shard asks that of the old one
 * for the row and writes it down as a commit of its own, which its replicas follow; then it is served there. Until then
 * the key is served where it was; writes of it that arrive there while it moves wait for the end of that, and their
 * callers send them again, to the new shard.
 */
export class Growth {
  readonly #world: DataWorld
  readonly #movable: Movable
  readonly #options: GrowthOptions
  readonly #steps: ComponentSteps
  readonly #records: readonly number[]
  /** The key that is looked at next: of the n-th record. */
  #record = 0
  #key = 0
  #begun = false
  #started = 0
  /** Keys that are on their way, with the frames that wait for them. */
  readonly #moving = new Map<number, Frame[]>()
  /** Keys that could not be moved, to be tried again, in that order. */
  readonly #again = new Set<number>()
  #works = 0

  constructor(world: DataWorld, movable: Movable, options: GrowthOptions) {
    const { index, plan, grow } = options
    this.#world = world
    this.#movable = movable
    this.#options = options
    this.#records = world.plan.records.flatMap(({ store }, r) => (store === index ? [r] : []))
    this.#steps = new ComponentSteps(world.programs, plan.name)
    // Entries of the log, which go the same way, have a patience of their own.
    for (const record of this.#records) {
      for (const what of ['replica-read', 'replica-write']) limitWait(this.#step(record, what), PATIENCE, world.engine)
    }
    world.alarms.setQuiet(grow.at, () => {
      this.#begun = true
      this.#next()
    })
  }

  /** Whether a key has gone to where it belongs with the new shards. */
  hasMoved(record: number, key: number): boolean {
    if (!this.#begun) return false
    const at = this.#records[this.#record]
    if (at !== undefined && (record > at || (record === at && key >= this.#key))) return false
    const place = placeOf(record, key)
    return !this.#moving.has(place) && !this.#again.has(place)
  }

  /** Whether a key is on its way. */
  isMoving(record: number, key: number): boolean {
    return this.#moving.size > 0 && this.#moving.has(placeOf(record, key))
  }

  /**
   * The frame, whose `deliver` is deferred, goes on with `unavailable` when the key has moved, or has not been able to.
   */
  wait(frame: Frame, record: number, key: number): void {
    frame.phaseStart = this.#world.engine.now
    frame.wake = NEVER
    this.#moving.get(placeOf(record, key))?.push(frame)
  }

  /** The frame does not wait any longer. */
  withdraw(frame: Frame, record: number, key: number): void {
    const waiting = this.#moving.get(placeOf(record, key))
    const position = waiting?.indexOf(frame) ?? -1
    if (position >= 0) waiting?.splice(position, 1)
  }

  #next(): void {
    const place = this.#find()
    if (place < 0) return
    this.#started++
    const { at, keysPerSecond } = this.#options.grow
    this.#move(Math.floor(place / KEYS_AT_MOST), place % KEYS_AT_MOST)
    const due = at + Math.round((this.#started / keysPerSecond) * 1e9)
    this.#world.alarms.setQuiet(Math.max(0, due - this.#world.engine.now), () => this.#next())
  }

  /** The next key to move; -1 where there is none. */
  #find(): number {
    const { from, to } = this.#options
    for (;;) {
      const record = this.#records[this.#record]
      if (record === undefined) break
      const { keys } = this.#world.plan.records[record] as { readonly keys: number }
      while (this.#key < keys) {
        const key = this.#key++
        if (from(record, key) !== to(record, key)) return placeOf(record, key)
      }
      this.#record++
      this.#key = 0
    }
    for (const place of this.#again) {
      this.#again.delete(place)
      return place
    }
    return this.#moving.size > 0 ? this.#waitForMoves() : -1
  }

  /** Those on their way may have to be tried again. */
  #waitForMoves(): number {
    this.#world.alarms.setQuiet(PATIENCE, () => this.#next())
    return -1
  }

  #move(record: number, key: number): void {
    const { from, to } = this.#options
    const movable = this.#movable
    const [source, target] = [movable.leader(from(record, key)), movable.leader(to(record, key))]
    this.#moving.set(placeOf(record, key), [])
    const move = new Move(this.#world, movable, { source, target, record, key, request: this.#works++ })
    move.begin(this.#step(record, 'replica-read'), this.#step(record, 'replica-write'), (outcome) =>
      this.#ended(record, key, source, outcome),
    )
  }

  #step(record: number, what: string): Step {
    return this.#steps.find(this.#options.plan.unit, `${this.#world.plan.records[record]?.name}.${what}`)
  }

  #ended(record: number, key: number, source: number, outcome: number): void {
    const { engine, client, ready } = this.#world
    const place = placeOf(record, key)
    const waiting = this.#moving.get(place) ?? []
    this.#moving.delete(place)
    if (outcome === Outcome.ok) {
      this.#movable.drop(source, record, key)
      client.probe.counted(this.#movable.keysMoved, engine.now, 1)
      const { from, to, moved } = this.#options
      moved(from(record, key), to(record, key))
    } else this.#again.add(place)
    const { parts } = this.#world.frames
    for (const frame of waiting) {
      const at = frame.base + Part.queue
      parts[at] = (parts[at] as number) + engine.now - frame.phaseStart
      frame.waiting = Waiting.nothing
      frame.failure = Outcome.unavailable
      ready.add(frame)
    }
  }
}

function placeOf(record: number, key: number): number {
  return record * KEYS_AT_MOST + key
}
