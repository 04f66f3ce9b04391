import { NodeTimer } from '../../data/node-timer.ts'
import { Session } from '../../data/session.ts'
import type { RecordPlan } from '../../data-plan.ts'
import { type Frame, FrameKind, Waiting, Waste } from '../../frame.ts'
import { pathHash, type StepKey, stepKey } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import type { EventPlan, OutboxPlan } from '../../message-plan.ts'
import type { Message } from '../../messaging/message.ts'
import { Vigil } from '../../messaging/vigil.ts'
import { Outcome } from '../../outcome.ts'
import type { Program, Step } from '../../step.ts'
import type { BusinessWorld } from '../business-world.ts'

/** A message that is noted, and not yet known to be published. */
interface Noted {
  readonly step: Step
  readonly message: Message
}

/** A message whose row is committed, and that is not yet known to be published. */
interface Entry extends Noted {
  readonly key: number
  /** It has been published before, and may be published again. */
  published: boolean
  /** Its relay waits for the broker. */
  underWay: boolean
  /** Since when its row has not been there: it is deleted, or was lost with a leader; -1: it is there. */
  absentSince: number
}

/** Steps of the relay's program: looking for rows (polling only), and deleting one. */
const QUERY = 0
const DELETE = 1
/** How often a relay that reads the store's log looks for what it could not send. */
const AGAIN = 1e9
/** After so long a relay takes a statement for lost, ns. Assumed. */
const PATIENCE = 30e9

/**
 * The outbox of one event and its relay. A relay that polls makes a query every so often, publishes what it finds in
 * the order of the rows, and deletes each row when the broker has confirmed its message. One that reads the store's log
 * (change data capture, as Debezium does) hears of every commit `delay` later, in their order, and deletes nothing. One
 * instance of the unit relays at a time, the first that is up; after a crash the next one begins with what was not
 * confirmed, so messages may be published twice.
 */
export class Outbox {
  readonly #world: BusinessWorld
  readonly #plan: OutboxPlan
  readonly #program: Program
  readonly #first: number
  readonly #count: number
  readonly #draws: StepKey
  /** By key of the row; those of transactions that were rolled back stay, for nobody says so of a row. */
  readonly #noted = new Map<number, Noted>()
  /** By key of the row, in the order of the commits. */
  readonly #entries = new Map<number, Entry>()
  readonly #down = new Set<number>()
  /** The instance that relays; -1 while none is up. */
  #relay: number
  /** When the last commit of the log is read, ns. */
  #readAt = 0
  /** What is committed and not published keeps the run alive. */
  readonly #vigil: Vigil
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
    this.#relay = this.#first
    this.#vigil = new Vigil(world.alarms, () => this.#entries.size > 0)
  }

  start(): void {
    if (this.#plan.relay.kind === 'polling') this.#wait(this.#plan.relay.every)
  }

  /** Notes a message; returns the key of its row. */
  note(step: Step, message: Message): number {
    const { keys } = this.#world.plan.records[this.#plan.record] as RecordPlan
    const key = keys + this.#keys++
    this.#noted.set(key, { step, message })
    return key
  }

  /** A row has been committed, or its deletion. */
  committed(key: number): void {
    const noted = this.#noted.get(key)
    if (noted === undefined) return
    this.#noted.delete(key)
    const entry: Entry = { ...noted, key, published: false, underWay: false, absentSince: -1 }
    this.#entries.set(key, entry)
    const { draws, alarms, engine } = this.#world
    const { relay } = this.#plan
    this.#vigil.begin()
    if (relay.kind === 'polling') return
    draws.seek(this.#draws.high, this.#draws.low, entry.message.id, 0)
    this.#readAt = Math.max(this.#readAt, engine.now + sampleDuration(relay.delay, draws))
    alarms.set(this.#readAt - engine.now, () => this.#publish(entry))
    if (this.#timer === null) this.#wait(AGAIN)
  }

  crashed(instance: number): void {
    if (!this.#isOurs(instance)) return
    this.#down.add(instance)
    if (instance !== this.#relay) return
    for (const entry of this.#entries.values()) entry.underWay = false
    this.#relays()
  }

  restarted(instance: number): void {
    if (!this.#isOurs(instance)) return
    this.#down.delete(instance)
    if (this.#relay < 0) this.#relays()
  }

  #isOurs(instance: number): boolean {
    return instance >= this.#first && instance < this.#first + this.#count
  }

  /** Another instance relays from now on. */
  #relays(): void {
    this.#relay = -1
    for (let i = this.#first + this.#count - 1; i >= this.#first; i--) if (!this.#down.has(i)) this.#relay = i
    this.#wait(this.#every)
  }

  get #every(): number {
    return this.#plan.relay.kind === 'polling' ? this.#plan.relay.every : AGAIN
  }

  /** Looks again in `delay` ns, wherever the relay is then. */
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
    timer.startQuiet(delay)
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
    const { now } = this.#world.engine
    const rows: Entry[] = []
    for (const entry of this.#entries.values()) {
      if (this.#world.stores.has(record, entry.key)) {
        entry.absentSince = -1
        rows.push(entry)
      } else if (entry.absentSince < 0) entry.absentSince = now
      else if (now - entry.absentSince > PATIENCE) this.#entries.delete(entry.key)
    }
    rows.sort((a, b) => a.key - b.key)
    for (const entry of rows.slice(0, relay.kind === 'polling' ? relay.batch : 0)) this.#publish(entry)
  }

  #publish(entry: Entry): void {
    const relay = this.#relay
    const { message, step } = entry
    const stands = this.#world.parking.stands(relay)
    if (relay < 0 || stands || entry.underWay || this.#entries.get(entry.key) !== entry) return
    entry.underWay = true
    const first = !entry.published
    entry.published = true
    const settled = (outcome: number): void => {
      if (relay !== this.#relay) return
      entry.underWay = false
      if (outcome === Outcome.ok) this.#confirmed(entry, relay)
    }
    this.#world.messaging.hand({ message: message.from(relay), step, settled }, first)
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
      else if (relay === this.#relay) entry.underWay = false
    })
  }

  /** Makes a statement of the relay, in a frame of its own that nobody waits for. */
  #access(relay: number, step: Step, key: number, told: (outcome: number) => void): void {
    const { frames, engine, ready, stores, alarms, client } = this.#world
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
    let patience = alarms.setQuiet(PATIENCE, () => {
      patience = -1
      client.abandon(frame, Outcome.timeout, 'let-run', Waste.timeout)
    })
    frame.context = new RelaySession(number, (outcome) => {
      if (patience >= 0) alarms.cancel(patience)
      patience = -1
      told(outcome)
    })
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
