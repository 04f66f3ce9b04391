import type { ReplicaHistory } from '../../src/checks/histories/convergence/converged.ts'
import type { Transaction, TransactionStep } from '../../src/checks/histories/isolation/transaction.ts'
import type { QuantityEvent } from '../../src/checks/histories/quantities/conserved.ts'
import type { Operation, Value } from '../../src/checks/histories/registers/operation.ts'

/** Numbers from 0 to below `limit`, the same ones every time (G. Marsaglia, "Xorshift RNGs", 2003). */
function dice(seed: number): (limit: number) => number {
  let state = seed | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** What a large history is like. */
export interface LargeRegisters {
  readonly count: number
  readonly clients: number
  readonly keys: number
  /** Whether each write has a value of its own; else there are three values. */
  readonly unique?: boolean
  /** Share of compare-and-sets and adds among updates, in percent. Default: 0. */
  readonly others?: number
}

/**
 * What clients would see of a store with one copy of everything, so it is linearizable: each operation takes effect at
 * an instant between its call and its return. In the order of their effects, with order and versions.
 */
export function largeRegisters({ count, clients, keys, unique = true, others = 0 }: LargeRegisters): Operation[] {
  const roll = dice(20261120)
  const next = new Array<number>(clients).fill(0)
  const drafts = Array.from({ length: count }, (_, index) => {
    const client = index % clients
    const call = (next[client] ?? 0) + roll(20)
    const effect = call + 1 + roll(50)
    const end = effect + 1 + roll(50)
    next[client] = end
    return { client, call, effect, end, key: roll(keys), deed: roll(100), other: roll(100) < others, pick: roll(3) }
  })
  drafts.sort((a, b) => a.effect - b.effect)
  const values = new Array<number>(keys).fill(0)
  const versions = new Array<number>(keys).fill(0)
  return drafts.map(({ client, call, end, key, deed, other, pick }, order): Operation => {
    const called = { session: `c${client}`, key: `k${key}`, call, return: end, outcome: 'ok', order } as const
    const before = values[key] ?? 0
    if (deed >= 50) return { ...called, kind: 'read', value: before, version: versions[key] ?? 0 }
    const version = (versions[key] ?? 0) + 1
    versions[key] = version
    const value = unique ? order + 1 : pick
    values[key] = other && pick === 0 ? before + 1 : value
    if (!other) return { ...called, kind: 'write', value, version }
    if (pick === 0) return { ...called, kind: 'add', value: 1, version }
    return { ...called, kind: 'cas', expected: before, value, version }
  })
}

/** The same without what the store tells of its insides. */
export function seenFromOutside(operations: readonly Operation[]): Operation[] {
  return operations.map(({ order: _order, version: _version, ...seen }) => seen)
}

/** The same with one read, near the end, of what was there long before. */
export function withStaleRead(operations: readonly Operation[]): Operation[] {
  const place = operations.findLastIndex(({ kind }) => kind === 'read')
  return operations.map((operation, index) =>
    index === place && operation.kind === 'read' ? { ...operation, value: 0 satisfies Value, version: 0 } : operation,
  )
}

/**
 * Transactions of four steps on a store, 20 at a time: `serial` ones run one after the other, `read-committed` ones see
 * what was last committed at each read, so they lose updates and see skews.
 */
export function largeTransactions(steps: number, kind: 'serial' | 'read-committed', keys: number): Transaction[] {
  const roll = dice(20261121)
  const committed = new Array<number>(keys).fill(0)
  const made = new Array<number>(keys).fill(0)
  const found = { seen: 0 }
  const running: { id: number; steps: TransactionStep[]; writes: number[] }[] = []
  const transactions: Transaction[] = []
  let now = 0
  const step = (one: { steps: TransactionStep[]; writes: number[] }): void => {
    const key = roll(keys)
    now++
    const deed = roll(10)
    if (deed === 0) one.steps.push({ kind: 'query', predicate: 'P', version: found.seen, at: now })
    else if (deed < 5 || one.writes.includes(key)) {
      if (one.writes.includes(key)) return
      one.steps.push({ kind: 'read', key: `k${key}`, version: committed[key] ?? 0, at: now })
    } else one.writes.push(key)
  }
  const commit = (one: { id: number; steps: TransactionStep[]; writes: number[] }): void => {
    now++
    for (const key of one.writes) {
      const version = (made[key] ?? 0) + 1
      made[key] = committed[key] = version
      const changes = roll(20) === 0 ? { changes: [{ predicate: 'P', version: ++found.seen }] } : {}
      one.steps.push({ kind: 'write', key: `k${key}`, version, ...changes })
    }
    transactions.push({ id: `T${one.id}`, outcome: 'committed', end: now, steps: one.steps })
  }
  for (let id = 0; transactions.length * 4 < steps; id++) {
    running.push({ id, steps: [], writes: [] })
    while (running.length >= (kind === 'serial' ? 1 : 20)) {
      const place = roll(running.length)
      const one = running[place]
      if (one === undefined) break
      if (one.steps.length + one.writes.length < 4) step(one)
      else {
        running.splice(place, 1)
        commit(one)
      }
    }
  }
  return transactions
}

/** Three replicas, each write at one of them and at the others within 50 ns. */
export function largeReplicas(changes: number, keys: number): ReplicaHistory {
  const roll = dice(20261122)
  const list = Array.from({ length: Math.ceil(changes / 3) }, (_, index) => {
    const [at, key] = [index * 40, `k${index % keys}`]
    return ['A', 'B', 'C'].map((replica) => ({ at: at + roll(50), replica, key, value: index }))
  }).flat()
  return { replicas: ['A', 'B', 'C'], changes: list, since: 0, until: changes * 20 }
}

/** Transfers between accounts, with a view of all of them now and then. */
export function largeQuantities(count: number, accounts: number): QuantityEvent[] {
  const roll = dice(20261123)
  const held = new Array<number>(accounts).fill(100)
  const events: QuantityEvent[] = held.map((amount, index) => ({
    kind: 'balance',
    at: 0,
    account: `a${index}`,
    amount,
  }))
  events.push({ kind: 'injection', at: 0, amount: accounts * 100 })
  for (let at = 1; events.length < count; at++) {
    const [from, to] = [roll(accounts), roll(accounts)]
    const amount = Math.min(held[from] ?? 0, roll(10))
    if (from === to) continue
    held[from] = (held[from] ?? 0) - amount
    held[to] = (held[to] ?? 0) + amount
    for (const place of [from, to]) {
      events.push({ kind: 'balance', at, account: `a${place}`, amount: held[place] ?? 0 })
    }
    if (at % 1000 === 0) {
      const balances = held.map((each, index) => ({ account: `a${index}`, amount: each }))
      events.push({ kind: 'view', at, reader: 'r', balances })
    }
  }
  return events
}

/** Increments and reads of ten counters that are linearizable. */
export function largeCounters(count: number, clients: number): Operation[] {
  const counted = new Map<string, number>()
  return largeRegisters({ count, clients, keys: 10 }).map((operation): Operation => {
    const { session, key, call, return: end, outcome, kind } = operation
    const called = { session, key, call, return: end, outcome }
    const before = counted.get(key) ?? 0
    if (kind === 'read') return { ...called, kind: 'read', value: before }
    counted.set(key, before + 1)
    return { ...called, kind: 'add', value: 1 }
  })
}
