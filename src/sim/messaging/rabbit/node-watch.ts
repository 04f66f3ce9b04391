import { NodeTimer } from '../../data/node-timer.ts'
import type { Step } from '../../step.ts'
import type { MessageWorld } from '../message-world.ts'
import { NodeBeat } from './node-beat.ts'

/** Between two signs of life of a node, ns. Assumed. */
const BEAT = 1e9
/** How often it is looked who is silent, ns: RabbitMQ's `raft.adaptive_failure_detector.poll_interval`. */
const POLL = 5e9
/** Who has not been heard of for so long when that is looked at is taken to be silent, ns. Assumed. */
const SILENT = 1.5 * BEAT
/**
 * So long it is waited whether it was nothing, ns. In Ra (`election_timeout_action(long)`) it is the interval above and
 * up to 1 s more by chance; here the middle of that.
 */
const DOUBT = POLL + 0.5e9

/** Who wants to know of silent nodes. Nodes go by their numbers within the broker. */
export interface WatchSide {
  /** `node` takes `other` for gone. */
  misses(node: number, other: number): void
  /** It was missed, or about to be, and is heard of again. */
  hears(node: number, other: number): void
}

/** What one node knows of another. */
interface Sight {
  heardAt: number
  silent: boolean
  /** Waits whether it was nothing. */
  readonly doubt: NodeTimer
}

/**
 * Whom each node of a broker hears of, as quorum queues want to know it: RabbitMQ's Aten, a detector of failures that
 * serves all of them and goes by heartbeats between the nodes. (Its threshold adapts to how regularly they come; here
 * it is fixed.)
 */
export class NodeWatch {
  readonly #world: MessageWorld
  readonly #first: number
  readonly #step: Step
  readonly #side: WatchSide
  /** By node that looks, by node that it looks at. */
  readonly #sights: readonly (readonly Sight[])[]
  readonly #beats: readonly NodeTimer[]
  readonly #polls: readonly NodeTimer[]
  #sent = 0

  /** `step`: the call that brings a sign of life. */
  constructor(
    world: MessageWorld,
    nodes: { readonly first: number; readonly count: number },
    step: Step,
    side: WatchSide,
  ) {
    const { first, count } = nodes
    const numbers = Array.from({ length: count }, (_, n) => n)
    this.#world = world
    this.#first = first
    this.#step = step
    this.#side = side
    const timer = (node: number, action: () => void): NodeTimer => new NodeTimer(world, first + node, action)
    this.#sights = numbers.map((node) =>
      numbers.map((other) => ({ heardAt: 0, silent: false, doubt: timer(node, () => side.misses(node, other)) })),
    )
    this.#beats = numbers.map((node) => timer(node, () => this.#beat(node)))
    this.#polls = numbers.map((node) => timer(node, () => this.#poll(node)))
  }

  start(): void {
    this.#sights.forEach((_, node) => this.#begin(node))
  }

  /** A node is down. */
  crashed(node: number): void {
    this.#beats[node]?.stop()
    this.#polls[node]?.stop()
    for (const { doubt } of this.#sights[node] ?? []) doubt.stop()
  }

  /** … and up again, and has seen nobody yet. */
  restarted(node: number): void {
    this.#begin(node)
  }

  #begin(node: number): void {
    const { now } = this.#world.engine
    for (const sight of this.#sights[node] ?? []) {
      sight.heardAt = now
      sight.silent = false
    }
    this.#polls[node]?.startQuiet(POLL)
    this.#beat(node)
  }

  #beat(node: number): void {
    this.#beats[node]?.startQuiet(BEAT)
    const instance = this.#first + node
    const caller = { path: node, workload: 0, instance, priority: 0, context: null, debt: 0 }
    for (let other = 0; other < this.#sights.length; other++) {
      if (other === node) continue
      const number = ++this.#sent
      const cargo = new NodeBeat(this.#first + other, () => this.#heard(other, node))
      const expiresAt = Number.POSITIVE_INFINITY
      this.#world.client.carry({ ...caller, request: number, expiresAt }, null, this.#step, cargo, number)
    }
  }

  #heard(node: number, other: number): void {
    const sight = this.#sights[node]?.[other]
    if (sight === undefined) return
    sight.heardAt = this.#world.engine.now
    if (!sight.silent) return
    sight.silent = false
    sight.doubt.stop()
    this.#side.hears(node, other)
  }

  #poll(node: number): void {
    this.#polls[node]?.startQuiet(POLL)
    const { now } = this.#world.engine
    this.#sights[node]?.forEach((sight, other) => {
      if (other === node || sight.silent || now - sight.heardAt < SILENT) return
      sight.silent = true
      sight.doubt.startQuiet(DOUBT)
    })
  }
}
