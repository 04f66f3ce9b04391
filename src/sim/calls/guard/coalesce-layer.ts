import type { Frame } from '../../frame.ts'
import { LinkedQueue } from '../../linked-queue.ts'
import { Part } from '../../parts.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

/** An heir leads what another has begun. */
const Phase = { leads: 0, inherited: 1, follows: 2, answered: 3, handedOver: 4 } as const
/** More than there are keys of a record: 2^40. */
const KEYS = 1099511627776

/** A call on its way, and those that get its answer, too. */
interface Flight {
  readonly followers: LinkedQueue<Passage>
}

/**
 * Lets calls for the same operation and key share one that is on its way. Who comes first makes the call; when it no
 * longer waits for it, the call goes on for the next of the others.
 */
export class CoalesceLayer extends PlainLayer {
  readonly #inner: Layer
  /** By caller, those on their way, by operation and key. */
  readonly #flights: (Map<number, Flight> | undefined)[] = []
  readonly #free: Flight[] = []

  constructor(guarding: Guarding, inner: Layer) {
    super(guarding)
    this.#inner = inner
  }

  enter(outer: Passage): Frame | null {
    const { passages, engine, calls, instruments } = this.guarding
    const { now } = engine
    const passage = passages.take(this, outer)
    const { call } = passage
    const flights = this.#flightsOf(call)
    const flight = flights.get(what(call))
    passage.since = now
    if (flight !== undefined) {
      passage.phase = Phase.follows
      flight.followers.join(passage)
      calls.probe.counted(instruments.coalesced, now, 1)
      return null
    }
    passage.phase = Phase.leads
    flights.set(what(call), this.#free.pop() ?? { followers: new LinkedQueue() })
    return this.#inner.enter(passage)
  }

  ended(passage: Passage, outcome: number): Frame | null {
    const { passages } = this.guarding
    const { call } = passage
    const { followers } = this.#land(call)
    for (let next = followers.takeFirst(); next !== null; next = followers.takeFirst()) {
      next.phase = Phase.answered
      next.outcome = outcome
      next.call.origin = call.origin
      next.call.retryAfter = call.retryAfter
      passages.wakeAfter(next, 0)
    }
    // What has ended may have begun before this call: for it all that was waiting.
    if (passage.phase === Phase.inherited) this.#waited(passage)
    return passages.leave(passage, outcome)
  }

  override woken(passage: Passage): Frame | null {
    this.#waited(passage)
    return this.guarding.passages.leave(passage, passage.outcome)
  }

  override parting(passage: Passage): void {
    const { call, phase } = passage
    if (phase !== Phase.leads && phase !== Phase.inherited) return
    const flight = this.#flightsOf(call).get(what(call))
    const heir = flight?.followers.takeFirst() ?? null
    if (heir === null) return
    passage.phase = Phase.handedOver
    heir.phase = Phase.inherited
    heir.root.count = passage.root.count
    const { inner, frame } = passage
    passage.inner = null
    passage.frame = null
    heir.inner = inner
    heir.frame = frame
    if (inner !== null) inner.outer = heir
    if (frame !== null) frame.passage = heir.index
    this.#moveInto(heir)
  }

  override dropped(passage: Passage): void {
    const { call, phase } = passage
    if (phase === Phase.follows) this.#flightsOf(call).get(what(call))?.followers.leave(passage)
    else if (phase === Phase.leads || phase === Phase.inherited) this.#land(call)
  }

  /** Takes note that a call has done nothing but wait for an answer that others have asked for. */
  #waited({ call, since }: Passage): void {
    const { guarding } = this
    guarding.forget(call)
    guarding.spend(call, Part.coalesced, guarding.engine.now - since)
  }

  /** Ends a flight for those to come; returns it with its followers. */
  #land(call: Frame): Flight {
    const flights = this.#flightsOf(call)
    const flight = flights.get(what(call)) as Flight
    flights.delete(what(call))
    this.#free.push(flight)
    return flight
  }

  /** Makes all that is inside a passage part of its call. */
  #moveInto(passage: Passage): void {
    const { frames } = this.guarding
    const { frame, call, root } = passage
    if (frame !== null) {
      frames.orphan(frame)
      frames.adopt(call, frame)
    }
    for (let { inner } = passage; inner !== null; inner = inner.sibling) {
      inner.call = call
      inner.root = root
      this.#moveInto(inner)
    }
  }

  #flightsOf(call: Frame): Map<number, Flight> {
    const row = this.guarding.row(call)
    this.#flights[row] ??= new Map()
    return this.#flights[row]
  }
}

/** What a call asks for. */
function what({ program, key }: Frame): number {
  return program.index * KEYS + key + 1
}
