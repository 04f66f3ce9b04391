import { type Frame, FrameState, Waiting } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import type { ProcessMessage, ProcessPlan } from '../process-plan.ts'
import type { Instance } from '../services/instance.ts'
import { Cluster } from './cluster.ts'
import type { ProcessHistory } from './history.ts'
import type { InvariantReport } from './judges.ts'
import type { Node } from './node.ts'
import type { ProcessesParts } from './processes-parts.ts'

/** What a world says of one of its processes. */
export interface ProcessReport {
  /** That of its unit. */
  readonly name: string
  readonly nodes: readonly { readonly id: number; readonly up: boolean; readonly state: unknown }[]
  readonly invariants: readonly InvariantReport[]
  /** `null` unless asked for. */
  readonly history: ProcessHistory | null
}

/**
 * The first ticket of requests that wait: they stand where otherwise numbers of events stand, below those of messages
 * in jams.
 */
const TICKETS = -805306368

/** All processes of a world. */
export class Processes {
  readonly #engine: Engine
  readonly #clusters: readonly Cluster[]
  /** By instance; `undefined` where no node runs. */
  readonly #homes: (readonly [Cluster, Node] | undefined)[] = []
  #ticket: number = TICKETS

  constructor(
    plans: readonly ProcessPlan[],
    options: {
      readonly seed: string
      readonly instances: readonly Instance[]
      readonly unitNames: readonly string[]
      readonly history: number
    },
    parts: ProcessesParts,
  ) {
    const { seed, instances, unitNames, history } = options
    this.#engine = parts.engine
    this.#clusters = plans.map(({ unit, behaviour }) => {
      const own = instances.filter((instance) => instance.unit === unit)
      const name = unitNames[unit] ?? ''
      const cluster = new Cluster({ unit, behaviour, instances: own, seed, name, history }, parts)
      for (const node of cluster.nodes) this.#homes[node.instance.index] = [cluster, node]
      return cluster
    })
  }

  /** Starts all nodes. */
  start(): void {
    for (const { nodes } of this.#clusters) for (const node of nodes) node.start()
  }

  /** A request has come to the step at which its node takes it over. */
  handle(frame: Frame): void {
    const [cluster, node] = this.#home(frame.instance)
    const ticket = --this.#ticket
    frame.waiting = Waiting.cargo
    frame.wake = ticket
    frame.phaseStart = this.#engine.now
    const { name } = frame.program
    cluster.ask(node, frame, ticket, name.slice(name.indexOf('.') + 1))
  }

  /** A message has come to a node. */
  receive(instance: number, from: number, message: ProcessMessage, parent: number): void {
    this.#home(instance)[1].receive(from, message, parent)
  }

  /** An instance has gone down, or has started again. */
  changed(instance: Instance, up: boolean): void {
    const home = this.#homes[instance.index]
    if (home === undefined) return
    const [cluster, node] = home
    if (up) node.restart()
    else cluster.crash(node)
  }

  /** Whether the node in an instance leads its process now. */
  leads(instance: number): boolean {
    const home = this.#homes[instance]
    return home !== undefined && home[0].leader === home[1]
  }

  reports(): readonly ProcessReport[] {
    return this.#clusters.map((cluster) => {
      const nodes = cluster.nodes.map(({ id, up, state }) => ({ id, up, state }))
      return { name: cluster.name, nodes, invariants: cluster.invariants(), history: cluster.history }
    })
  }

  #home(instance: number): readonly [Cluster, Node] {
    const home = this.#homes[instance]
    if (home === undefined) throw new SimulationBug('something came for a node where there is none')
    return home
  }
}

/** Whether a request still waits under this ticket. */
export function waits(frame: Frame, ticket: number): boolean {
  return frame.wake === ticket && frame.state === FrameState.active && frame.waiting === Waiting.cargo
}
