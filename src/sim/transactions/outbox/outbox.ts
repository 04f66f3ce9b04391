import { NodeTimer } from '../../data/node-timer.ts'
import { Session } from '../../data/session.ts'
import type { RecordPlan } from '../../data-plan.ts'
import { type Frame, FrameKind, Waiting } from '../../frame.ts'
import { pathHash, type StepKey, stepKey } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import type { EventPlan, OutboxPlan } from '../../message-plan.ts'
import { Message } from '../../messaging/message.ts'
import { Outcome } from '../../outcome.ts'
import type { Program, Step } from '../../step.ts'
import type { BusinessWorld } from '../business-world.ts'

/** A message that is noted, and not yet known to be published. */
interface Entry {
  readonly key: number
  readonly step: Step
  readonly message: Message
  /** Its row has been seen to be committed. */
  committed: boolean
  /** It has been published before, and may be published again. */
  published: boolean
  /** Its relay waits for the broker. */
  underWay: boolean
}

/** Steps of the relay's program: looking for rows (polling only), and deleting one. */
const QUERY = 0
const DELETE = 1
/** How often a relay that reads the store's log looks for what it could not send. */
const AGAIN = 1e9

/**
 * The outbox of one event and its relay. A relay that polls makes a query every so often, publishes what it finds in
 * the order of the rows, and deletes each row when the broker has confirmed its message. One that reads the store's log
 * (change data capture, as Debezium does) hears of every commit `delay` later and deletes nothing. One instance of the
 * unit relays at a time, the first that is up; after a crash the next one begins with what was not confirmed, so
 * messages may be published twice.
 */
export class Outbox {
  readonly #world: BusinessWorld
  readonly #plan: OutboxPlan
  readonly #program: Program
  readonly #first: number
  readonly #count: number
  readonly #draws: StepKey
  /** By key of the row, in the order of noting. */
  readonly #entries = new Map<number, Entry>()
  readonly #down = new Set<number>()
  #keys = 0
  #looks = 0
  #timer: NodeTimer | null = null

  constructor(world: BusinessWorld, event: EventPlan, plan: OutboxPlan) {
    this.#world = world
    this.#plan = plan
    const program = world.programs.find(({ name }) => name.endsWith(`.${event.name}.outbox`))
    invariant(program !== undefined, `the outbox of ${event.name} has no relay`)
    this.#program = program
    this.#first = world.firstInstance[program.unit] as number
    this.#count = world.plan.units[program.unit]?.instances ?? 1
    this.#draws = stepKey(world.seed, `outbox/${event.name}`)
  }

  start(): void {
    if (this.#plan.relay.kind === 'polling') this.#wait(this.#plan.relay.every)
  }

  /** Notes a message; returns the key of its row. */
  note(step: Step, message: Message): number {
    const { keys } = this.#world.plan.records[this.#plan.record] as RecordPlan
    const key = keys + this.#keys++
    this.#entries.set(key, { key, step, message, committed: false, published: false, underWay: false })
    return key
  }

  /** A row has been committed, or its deletion. */
  committed(key: number): void {
    const entry = this.#entries.get(key)
    const { relay } = this.#plan
    if (entry === undefined || entry.committed) return
    entry.committed = true
    if (relay.kind === 'polling') return
    const { draws, alarms } = this.#world
    draws.seek(this.#draws.high, this.#draws.low, entry.message.id, 0)
    alarms.set(sampleDuration(relay.delay, draws), () => this.#publish(entry))
    if (this.#timer === null) this.#wait(AGAIN)
  }

  crashed(instance: number): void {
    this.#down.add(instance)
    for (const entry of this.#entries.values()) entry.underWay = false
    if (this.#timer !== null || this.#plan.relay.kind === 'polling') this.#wait(this.#every)
  }

  restarted(instance: number): void {
    this.#down.delete(instance)
    if (this.#timer !== null || this.#plan.relay.kind === 'polling') this.#wait(this.#every)
  }

  get #every(): number {
    return this.#plan.relay.kind === 'polling' ? this.#plan.relay.every : AGAIN
  }

  /** The instance that relays; -1 while none is up. */
  get #relay(): number {
    for (let i = this.#first; i < this.#first + this.#count; i++) if (!this.#down.has(i)) return i
    return -1
  }

  /** Looks again in `delay` ns, wherever the relay is then. What is committed and not published keeps the run alive. */
  #wait(delay: number): void {
    this.#timer?.stop()
    this.#timer = null
    const relay = this.#relay
    if (relay < 0) return
    const timer = new NodeTimer(this.#world, relay, () => {
      this.#look(relay)
      this.#wait(this.#every)
    })
    this.#timer = timer
    const open = [...this.#entries.values()].some(({ committed }) => committed)
    if (open) timer.start(delay)
    else timer.startQuiet(delay)
  }

  #look(relay: number): void {
    if (this.#plan.relay.kind !== 'polling') {
      for (const entry of this.#entries.values()) this.#publish(entry)
      return
    }
    const query = this.#program.steps[QUERY] as Step
    this.#access(relay, query, -1, (outcome) => {
      if (outcome === Outcome.ok) this.#found()
    })
  }

  /** The query has shown the rows that are there. */
  #found(): void {
    const { relay, record } = this.#plan
    let left = relay.kind === 'polling' ? relay.batch : 0
    for (const entry of this.#entries.values()) {
      if (left === 0) return
      if (!entry.committed || !this.#world.stores.has(record, entry.key)) continue
      left--
      this.#publish(entry)
    }
  }

  #publish(entry: Entry): void {
    const relay = this.#relay
    const { message, step } = entry
    if (relay < 0 || !entry.committed || entry.underWay || !this.#entries.has(entry.key)) return
    entry.underWay = true
    const first = !entry.published
    entry.published = true
    const settled = (outcome: number): void => {
      entry.underWay = false
      if (outcome === Outcome.ok) this.#confirmed(entry, relay)
    }
    this.#world.messaging.hand({ message: new Message({ ...message, producer: relay }), step, settled }, first)
  }

  #confirmed(entry: Entry, relay: number): void {
    if (this.#plan.relay.kind !== 'polling') {
      this.#entries.delete(entry.key)
      return
    }
    // Until its row is gone it would be found again.
    entry.underWay = true
    this.#access(relay, this.#program.steps[DELETE] as Step, entry.key, (outcome) => {
      if (outcome === Outcome.ok) this.#entries.delete(entry.key)
      else entry.underWay = false
    })
  }

  /** Makes a statement of the relay, in a frame of its own that nobody waits for. */
  #access(relay: number, step: Step, key: number, told: (outcome: number) => void): void {
    const { frames, engine, ready, stores } = this.#world
    const number = ++this.#looks
    const frame: Frame = frames.take(FrameKind.tail, this.#program)
    frame.request = number
    frame.path = pathHash(this.#plan.record, step.hash, number)
    frame.workload = 0
    frame.instance = relay
    frame.expiresAt = Number.POSITIVE_INFINITY
    frame.priority = 0
    frame.start = engine.now
    frame.holdsSlot = false
    frame.at = this.#program.steps.indexOf(step)
    // Whatever becomes of it, the program ends there.
    frame.pc = this.#program.steps.length - 1
    frame.context = new RelaySession(number, told)
    if (!stores.accessAt(frame, step, key)) return
    frame.waiting = Waiting.nothing
    ready.add(frame)
  }
}

/** The session of a relay's statement: it learns how that ends. */
class RelaySession extends Session {
  readonly #told: (outcome: number) => void

  constructor(number: number, told: (outcome: number) => void) {
    super(-number, -1, -number)
    this.#told = told
  }

  override told(outcome: number): void {
    this.#told(outcome)
  }
}
