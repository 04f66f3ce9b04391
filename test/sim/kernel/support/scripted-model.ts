import fc from 'fast-check'
import { type Dispatcher, Engine, type EngineLimits } from '../../../../src/sim/kernel/engine.ts'
import { eventCode } from '../../../../src/sim/kernel/event-code.ts'

/** What an event does when it is dispatched. */
export type Reaction =
  | { readonly kind: 'schedule'; readonly delay: number; readonly code: number }
  | { readonly kind: 'arm'; readonly lane: number }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'disown'; readonly which: number }

/** What a scripted run does: the events it starts with, and the reactions of its first, second, … event in turn. */
export interface Script {
  readonly first: readonly number[]
  readonly reactions: readonly (readonly Reaction[])[]
  readonly events: number
}

export interface Dispatched {
  readonly time: number
  readonly sequence: number
  readonly kind: number
  readonly index: number
}

const TIMER_KIND = 1
const EVENT_KIND = 2
const LANE_DELAYS: readonly number[] = [0, 3, 3, 1000, 700_000]
export const NO_LIMITS: EngineLimits = { events: 1e9, eventsPerInstant: 1e6, pendingEvents: 1e6 }

/** Plays a script on an engine and keeps a log of the events that still had an owner. */
export class ScriptedModel implements Dispatcher {
  readonly engine: Engine
  readonly log: Dispatched[] = []
  readonly #script: Script
  readonly #lanes: readonly number[]
  readonly #armed: { readonly code: number; readonly slot: number }[] = []
  readonly #owned: number[] = []
  #turn = 0
  #timers = 0

  constructor(script: Script, limits: EngineLimits = NO_LIMITS) {
    this.#script = script
    this.engine = new Engine(this, limits)
    this.#lanes = LANE_DELAYS.map((delay) => this.engine.lane(delay))
    for (const delay of script.first) this.#schedule(delay, 0)
  }

  dispatch(kind: number, index: number): void {
    const { engine } = this
    const { sequence } = engine
    if (kind === TIMER_KIND) {
      this.#armed.splice(
        this.#armed.findIndex((timer) => timer.code === index),
        1,
      )
    } else {
      const owned = this.#owned.indexOf(sequence)
      if (owned < 0) return
      this.#owned.splice(owned, 1)
    }
    this.log.push({ time: engine.now, sequence, kind, index })
    if (this.#turn >= this.#script.events) return
    const { reactions } = this.#script
    for (const reaction of reactions[this.#turn++ % reactions.length] ?? []) this.#react(reaction)
  }

  expects(kind: number, _index: number, sequence: number): boolean {
    return kind === EVENT_KIND && this.#owned.includes(sequence)
  }

  describe(kind: number, index: number): string {
    return `${kind}/${index}`
  }

  #react(reaction: Reaction): void {
    switch (reaction.kind) {
      case 'schedule':
        this.#schedule(reaction.delay, reaction.code)
        break
      case 'arm': {
        // The code says which timer it is, so that a timer that fires can be told from the others.
        const code = ++this.#timers
        const lane = this.#lanes[reaction.lane] as number
        this.#armed.push({ code, slot: this.engine.arm(lane, eventCode(TIMER_KIND, code)) })
        break
      }
      case 'cancel': {
        const [timer] = this.#armed.splice(reaction.which % Math.max(1, this.#armed.length), 1)
        if (timer !== undefined) this.engine.cancel(timer.slot)
        break
      }
      case 'disown':
        if (this.#owned.splice(reaction.which % Math.max(1, this.#owned.length), 1).length > 0) this.engine.disown()
        break
    }
  }

  #schedule(delay: number, code: number): void {
    this.#owned.push(this.engine.schedule(delay, eventCode(EVENT_KIND, code)))
  }
}

/** The same script on a plain list, of which the least (time, sequence) is taken again and again. */
export function playNaively(script: Script): readonly Dispatched[] {
  const log: Dispatched[] = []
  const pending: Dispatched[] = []
  const armed: Dispatched[] = []
  let now = 0
  let issued = 0
  let turn = 0
  let timers = 0
  const add = (delay: number, kind: number, index: number): Dispatched => {
    const event = { time: now + delay, sequence: ++issued, kind, index }
    pending.push(event)
    return event
  }
  const owned = script.first.map((delay) => add(delay, EVENT_KIND, 0))
  const drop = (from: Dispatched[], which: number): void => {
    const [event] = from.splice(which % Math.max(1, from.length), 1)
    if (event !== undefined) pending.splice(pending.indexOf(event), 1)
  }
  const react = (reaction: Reaction): void => {
    if (reaction.kind === 'schedule') owned.push(add(reaction.delay, EVENT_KIND, reaction.code))
    else if (reaction.kind === 'arm') armed.push(add(LANE_DELAYS[reaction.lane] as number, TIMER_KIND, ++timers))
    else drop(reaction.kind === 'cancel' ? armed : owned, reaction.which)
  }
  for (;;) {
    const event = pending.toSorted((a, b) => a.time - b.time || a.sequence - b.sequence)[0]
    if (event === undefined) return log
    for (const list of [pending, armed, owned]) {
      const position = list.indexOf(event)
      if (position >= 0) list.splice(position, 1)
    }
    now = event.time
    log.push(event)
    if (turn >= script.events) continue
    for (const reaction of script.reactions[turn++ % script.reactions.length] ?? []) react(reaction)
  }
}

const delay: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 3) },
  { weight: 3, arbitrary: fc.nat(2000) },
  { weight: 1, arbitrary: fc.nat(5_000_000_000) },
)

const reaction: fc.Arbitrary<Reaction> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('schedule' as const), delay, code: fc.nat(200) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('arm' as const), lane: fc.nat(LANE_DELAYS.length - 1) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disown' as const), which: fc.nat(100) }) },
)

/** Scripts of up to 150 reacting events. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  first: fc.array(delay, { minLength: 1, maxLength: 20 }),
  reactions: fc.array(fc.array(reaction, { maxLength: 5, size: 'max' }), { minLength: 1, maxLength: 40, size: 'max' }),
  events: fc.integer({ min: 20, max: 150 }),
})
