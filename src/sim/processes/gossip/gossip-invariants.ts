import type { ObserverReport, ProcessInvariant, ProcessObserver, ProcessView } from '../../process-plan.ts'
import type { Crdt } from './crdts.ts'
import type { GossipState } from './gossip-state.ts'

type View = ProcessView<GossipState>
type Judge = (view: View) => string | undefined

/** What CRDTs promise, of a process that keeps one. */
export function gossipInvariants(crdt: Crdt): readonly ProcessInvariant<GossipState>[] {
  const counts: ProcessInvariant<GossipState> = { name: 'counts-all-additions', judge: () => countsAll(crdt) }
  return [
    { name: 'grows-only', judge: () => growsOnly(crdt) },
    { name: 'converges', judge: () => converges(crdt) },
    ...(crdt.removes ? [] : [counts]),
  ]
}

/** A node never goes back: what it knew is part of what it knows, also after a crash. */
function growsOnly(crdt: Crdt): Judge {
  const known = new Map<number, unknown>()
  return ({ nodes, node }) => {
    const data = nodes[node]?.state.data
    const before = known.get(node)
    known.set(node, data)
    if (before === undefined || before === data) return undefined
    return same(crdt.merge(data, before), data) ? undefined : `${node} has forgotten something that it knew`
  }
}

/** Merging does not depend on the order: two nodes that would merge with each other would know the same. */
function converges(crdt: Crdt): Judge {
  return ({ nodes, node }) => {
    const data = nodes[node]?.state.data
    const next = nodes[(node + 1) % nodes.length]?.state.data
    if (data === next) return undefined
    const [one, other] = [crdt.merge(data, next), crdt.merge(next, data)]
    return same(one, other) ? undefined : `${node} and the next would merge to different states`
  }
}

/** All that was ever added is in what all nodes together know. */
function countsAll(crdt: Crdt): Judge {
  let added = 0
  return ({ nodes, ended }) => {
    for (const { operation, outcome } of ended) if (operation === 'add' && outcome === 'ok') added++
    if (ended.length === 0) return undefined
    const all = nodes.reduce((data, { state }) => crdt.merge(data, state.data), crdt.start)
    const size = crdt.size(all)
    return size >= added ? undefined : `${added} additions were acknowledged, but all nodes together know of ${size}`
  }
}

/** How long it takes until all nodes know the same, from when they last did, and how much they know. */
export function gossipObservers(crdt: Crdt): readonly ProcessObserver<GossipState>[] {
  return [{ observe: () => new Watcher(crdt).look }]
}

class Watcher {
  readonly #crdt: Crdt
  readonly #data: unknown[] = []
  readonly #sizes: number[] = []
  #since = -1
  #least = 0
  #most = 0

  constructor(crdt: Crdt) {
    this.#crdt = crdt
  }

  readonly look = ({ time, node, nodes }: View, report: ObserverReport): void => {
    const data = nodes[node]?.state.data
    if (this.#data.length === nodes.length && this.#data[node] === data) return
    nodes.forEach(({ state }, id) => {
      if (this.#data[id] === state.data && this.#sizes[id] !== undefined) return
      this.#data[id] = state.data
      this.#sizes[id] = this.#crdt.size(state.data)
    })
    const [least, most] = [Math.min(...this.#sizes), Math.max(...this.#sizes)]
    if (least !== this.#least) report.level('value-min', least)
    if (most !== this.#most) report.level('value-max', most)
    this.#least = least
    this.#most = most
    const agree = least === most && this.#data.every((other) => same(other, data))
    if (!agree && this.#since < 0) this.#since = time
    else if (agree && this.#since >= 0) {
      report.measure('convergence', time - this.#since)
      this.#since = -1
    }
  }
}

/** Whether two plain states say the same, whatever the order of their keys. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]))
}
