import type { Frame } from '../frame.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { EndedOperation, ProcessBehaviour, ProcessOperation, ProcessView } from '../process-plan.ts'
import type { Instance } from '../services/instance.ts'
import type { Act } from './act.ts'
import { type Effect, refuseUnless } from './handling.ts'
import { ProcessHistory } from './history.ts'
import { type InvariantReport, Judges } from './judges.ts'
import { Node } from './node.ts'
import type { ProcessesParts } from './processes-parts.ts'
import { Reporting } from './reporting.ts'

/** A request that waits at a node. */
interface Pending {
  readonly frame: Frame
  /** Stands in the frame as long as it waits for this answer. */
  readonly ticket: number
  readonly operation: ProcessOperation
}

/** What is to be known of one process of a run. */
export interface ClusterOptions {
  readonly unit: number
  readonly behaviour: ProcessBehaviour
  readonly instances: readonly Instance[]
  readonly seed: string
  /** Name of the unit. */
  readonly name: string
  /** Steps to keep; 0 for none. */
  readonly history: number
}

/** The nodes of one process, and what is watched of them together. */
export class Cluster implements ProcessView {
  readonly name: string
  readonly nodes: readonly Node[]
  readonly history: ProcessHistory | null
  /** What the judges see beside the nodes. */
  time = 0
  node = -1
  began: ProcessOperation | null = null
  ended: readonly EndedOperation[] = []
  readonly #behaviour: ProcessBehaviour
  readonly #parts: ProcessesParts
  readonly #pending = new Map<number, Pending>()
  readonly #judges: Judges
  readonly #observers: readonly ((view: ProcessView) => void)[]
  #requests = 0
  /** Acts of all nodes so far. */
  #acts = 0

  constructor(options: ClusterOptions, parts: ProcessesParts) {
    const { behaviour, instances, name, seed } = options
    this.name = name
    this.#behaviour = behaviour
    this.#parts = parts
    const reporting = new Reporting(behaviour, parts.instruments[options.unit], parts)
    this.#judges = new Judges(behaviour, reporting)
    this.#observers = behaviour.observers.map((one) => {
      const observe = one.observe()
      return (view) => observe(view, reporting)
    })
    this.history = options.history > 0 ? new ProcessHistory(options.history) : null
    this.nodes = instances.map(
      (instance, id) =>
        new Node(id, instance, {
          behaviour,
          nodes: instances.length,
          stream: new Stream(streamKey(seed, `process/${name}/${id}`)),
          diskStream: new Stream(streamKey(seed, `process/${name}/${id}/disk`)),
          wakes: parts.wakes,
          now: () => parts.engine.now,
          ticking: parts.ticking,
          send: (node, effect, { number }) => {
            parts.send(options.unit, node, (instances[effect.to] as Instance).index, effect, number)
          },
          reply: (node, effect, act) => this.#reply(node, effect, act),
          count: (counter, amount) => reporting.count(counter, amount),
          measure: (duration, time) => reporting.measure(duration, time),
          log: (_, text) => this.history?.write(text),
          next: () => this.#acts,
          acted: (node, act, sent) => this.#acted(node, act, sent),
        }),
    )
  }

  /** A request has got its turn at a node; it waits from now on. */
  ask(node: Node, frame: Frame, ticket: number, name: string): void {
    const id = ++this.#requests
    const key = frame.key < 0 ? 0 : frame.key
    const operation: ProcessOperation = { id, operation: name, key, node: node.id, began: this.#parts.engine.now }
    this.#pending.set(id, { frame, ticket, operation })
    this.began = operation
    node.ask({ id, operation: name, key })
  }

  /** A node has crashed, and so has what waited at it. */
  crash(node: Node): void {
    for (const [id, { operation }] of this.#pending) if (operation.node === node.id) this.#pending.delete(id)
    node.crash()
  }

  /** The node that leads now, by what those who are up say of themselves; `null` for none. */
  get leader(): Node | null {
    const { leads } = this.#behaviour
    if (leads === null) return null
    let latest = -1
    let leader: Node | null = null
    for (const node of this.nodes) {
      const term = node.up ? leads(node.state) : -1
      if (term <= latest) continue
      latest = term
      leader = node
    }
    return leader
  }

  invariants(): readonly InvariantReport[] {
    return this.#judges.reports()
  }

  #reply(node: Node, { request, failure, result }: Effect & { readonly kind: 'reply' }, act: Act): void {
    const pending = this.#pending.get(request)
    if (pending === undefined || pending.operation.node !== node.id) return
    this.#pending.delete(request)
    const { frame, ticket, operation } = pending
    const known = failure === null || this.#behaviour.failures.includes(failure)
    refuseUnless(known, () => `"${failure}" is none of the failures of "${this.#behaviour.name}"`)
    this.#parts.answer(frame, ticket, failure)
    if (!this.#watched) return
    this.ended = [{ ...operation, ended: this.#parts.engine.now, outcome: failure ?? 'ok', result }]
    this.#watch(node, act)
    this.ended = []
  }

  #acted(node: Node, act: Act, sent: readonly Effect[]): void {
    this.#acts++
    this.history?.add(act, sent)
    if (this.#watched) {
      this.#judges.acted(act)
      this.#watch(node, act)
    }
    this.began = null
  }

  get #watched(): boolean {
    return this.#judges.any || this.#observers.length > 0
  }

  #watch(node: Node, act: Act): void {
    this.time = this.#parts.engine.now
    this.node = node.id
    this.#judges.judge(this, act)
    for (const observe of this.#observers) observe(this)
  }
}
