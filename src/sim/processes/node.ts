import { freeze, produce } from 'immer'
import { SimulationBug } from '../kernel/invariant.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import type { Stream } from '../kernel/stream.ts'
import type { NodeView, ProcessBehaviour, ProcessCause, ProcessMessage, ProcessRequest } from '../process-plan.ts'
import type { Instance } from '../services/instance.ts'
import type { Act } from './act.ts'
import { causeText } from './cause-text.ts'
import { Disk, type Image } from './disk.ts'
import { type Effect, Handling, refuseUnless } from './handling.ts'
import type { Wakes } from './wakes.ts'

/** What a node needs of its process. */
export interface NodeParts {
  readonly behaviour: ProcessBehaviour
  readonly nodes: number
  /** What its handlers draw from, and what its disk does. */
  readonly stream: Stream
  readonly diskStream: Stream
  readonly wakes: Wakes
  /** True time, ns. */
  readonly now: () => number
  /** Whether timers still go off: the load is not over, or somebody waits for an answer. */
  readonly ticking: () => boolean
  /** Lets go what `act` has sent or answered. */
  readonly send: (node: Node, effect: Effect & { readonly kind: 'send' }, act: Act) => void
  readonly reply: (node: Node, effect: Effect & { readonly kind: 'reply' }, act: Act) => void
  readonly count: (counter: string, amount: number) => void
  readonly measure: (duration: string, time: number) => void
  readonly log: (node: Node, text: string) => void
  /** Number of the act that comes next. */
  readonly next: () => number
  /** The node has acted, and this is what it wants sent. */
  readonly acted: (node: Node, act: Act, sent: readonly Effect[]) => void
}

/** What a handler leaves of its state and wants done. */
interface Root {
  state: unknown
  effects: Effect[]
}

/** What an act has sent, which may have to wait for the disk. */
interface Sent {
  readonly act: Act
  readonly effects: readonly Effect[]
}

/** What waits for no disk, and what does. */
function split(sent: Sent): readonly [Sent, Sent] {
  const { act, effects } = sent
  const isAtOnce = (effect: Effect): boolean => effect.kind === 'send' && effect.atOnce
  if (!effects.some(isAtOnce)) return [{ act, effects: [] }, sent]
  return [
    { act, effects: effects.filter(isAtOnce) },
    { act, effects: effects.filter((effect) => !isAtOnce(effect)) },
  ]
}

/** One node of a process: its state, its timers and its disk, in one instance. */
export class Node implements NodeView {
  readonly id: number
  readonly instance: Instance
  up = true
  state: unknown
  /** Messages sent so far, which tells them apart in draws. */
  sent = 0
  readonly #parts: NodeParts
  readonly #context: Handling
  readonly #timers = new Map<string, number>()
  readonly #disk: Disk<Sent> | null
  readonly #blank: unknown

  constructor(id: number, instance: Instance, parts: NodeParts) {
    const { behaviour, nodes, stream } = parts
    this.id = id
    this.instance = instance
    this.#parts = parts
    this.#context = new Handling(id, nodes, stream, {
      clock: () => this.#clock(),
      writing: () => this.#disk?.writing ?? false,
      setTimer: (name, delay, about) => this.#setTimer(name, delay, about),
      cancelTimer: (name, about) => this.#cancelTimer(keyOf(name, about)),
      count: parts.count,
      measure: parts.measure,
      log: (text) => parts.log(this, text),
    })
    const { peers } = this.#context
    this.#blank = freeze(behaviour.init({ id, nodes, peers }), true)
    this.state = this.#blank
    const { storage } = behaviour
    this.#disk =
      storage === null
        ? null
        : new Disk(
            {
              rules: storage,
              later: (delay, action) => {
                const slot = parts.wakes.set(delay, instance.index, action)
                return () => parts.wakes.cancel(slot)
              },
              duration: () => {
                const time = sampleDuration(storage.write, parts.diskStream)
                return instance.troubles?.ioWait(time) ?? time
              },
              release: (sent) => this.#release(sent),
            },
            this.#image(),
          )
  }

  get name(): string {
    return this.instance.name
  }

  start(): void {
    this.#act({ kind: 'start' }, -1, (state) => this.#parts.behaviour.start(state, this.#context))
  }

  /** `parent`: the number of the act that sent it. */
  receive(from: number, message: ProcessMessage, parent: number): void {
    this.#context.from = from
    this.#act({ kind: 'message', from, message }, parent, (state) =>
      this.#parts.behaviour.message(state, message, this.#context),
    )
  }

  ask(request: ProcessRequest): void {
    this.#act({ kind: 'request', request }, -1, (state) => this.#parts.behaviour.request(state, request, this.#context))
  }

  /** Everything but what is on the disk is lost. */
  crash(): void {
    this.up = false
    for (const slot of this.#timers.values()) this.#parts.wakes.cancel(slot)
    this.#timers.clear()
    this.#disk?.crash()
    this.#parts.acted(this, this.#actOf({ kind: 'crash' }, -1, this.state), [])
  }

  restart(): void {
    this.up = true
    const before = this.state
    this.state = this.#recovered()
    this.#act({ kind: 'restart' }, -1, (state) => this.#parts.behaviour.start(state, this.#context), before)
  }

  /**
   * Runs one handler; `parent`: the act that led to it, or -1; `before`: what the node was, where that is not its state
   * any more.
   */
  #act(cause: ProcessCause, parent: number, recipe: (state: unknown) => unknown, before: unknown = this.state): void {
    const context = this.#context
    context.forced = false
    const base: Root = { state: this.state, effects: [] }
    let root: Root
    try {
      root = produce(base, (draft) => {
        context.effects = draft.effects
        const other = recipe(draft.state)
        if (other !== undefined) draft.state = other
      })
    } catch (error) {
      throw this.#bug(error, cause)
    } finally {
      context.effects = null
      context.from = -1
    }
    this.state = root.state
    const sent = { act: this.#actOf(cause, parent, before), effects: root.effects }
    this.#parts.acted(this, sent.act, sent.effects)
    if (this.#disk === null) {
      this.#release(sent)
      return
    }
    const [atOnce, later] = split(sent)
    if (atOnce.effects.length > 0) this.#release(atOnce)
    this.#disk.submit(this.#image(), later, context.forced)
  }

  #actOf(cause: ProcessCause, parent: number, before: unknown): Act {
    const { next, now } = this.#parts
    return { number: next(), time: now(), node: this.id, cause, parent, before, after: this.state }
  }

  #release({ act, effects }: Sent): void {
    for (const effect of effects) {
      if (effect.kind === 'send') this.#parts.send(this, effect, act)
      else this.#parts.reply(this, effect, act)
    }
  }

  #clock(): number {
    const now = this.#parts.now()
    const { troubles } = this.instance
    if (troubles === null) return now
    const shown = troubles.wallClock(now)
    if (shown !== now) troubles.clockMattered()
    return shown
  }

  #setTimer(name: string, delay: number, about: number): void {
    const key = keyOf(name, about)
    this.#cancelTimer(key)
    // Timers are set by handlers, and the act of this one comes when it has run.
    const parent = this.#parts.next()
    const slot = this.#parts.wakes.set(this.#stretched(delay), this.instance.index, () => {
      this.#timers.delete(key)
      if (!this.#parts.ticking()) return
      const { behaviour } = this.#parts
      this.#act({ kind: 'timer', name, about }, parent, (state) => behaviour.timer(state, name, about, this.#context))
    })
    this.#timers.set(key, slot)
  }

  #cancelTimer(key: string): void {
    const slot = this.#timers.get(key)
    if (slot === undefined) return
    this.#timers.delete(key)
    this.#parts.wakes.cancel(slot)
  }

  /** A clock that runs too fast ends a wait too early. */
  #stretched(delay: number): number {
    const rounded = Math.round(delay)
    const { troubles } = this.instance
    if (troubles === null || troubles.clocks.length === 0) return rounded
    let pace = 1
    for (const { drift } of troubles.clocks) pace += drift
    refuseUnless(pace > 0, () => 'a clock that runs backwards sets no timer off')
    if (pace === 1) return rounded
    troubles.clockMattered()
    return Math.round(delay / pace)
  }

  /** The stable part of the state. */
  #image(): Image {
    const { storage } = this.#parts.behaviour
    const state = this.state as Readonly<Record<string, unknown>>
    return storage === null ? [] : storage.stable.map((key) => state[key])
  }

  /** What a node finds that starts again. */
  #recovered(): unknown {
    const { storage } = this.#parts.behaviour
    if (storage === null || this.#disk === null) return this.#blank
    const { durable } = this.#disk
    const kept = storage.stable.map((key, i) => [key, durable[i]] as const)
    return freeze({ ...(this.#blank as object), ...Object.fromEntries(kept) })
  }

  #bug(error: unknown, cause: ProcessCause): SimulationBug {
    const message = error instanceof Error ? error.message : String(error)
    const where = { time: this.#parts.now(), component: this.name }
    return new SimulationBug(`${message} (in the handler of ${causeText(cause)})`, where)
  }
}

function keyOf(name: string, about: number): string {
  return about === 0 ? name : `${name} ${about}`
}
