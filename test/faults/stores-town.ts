import { type Document, TIMES } from './city.ts'

/** A kind of store in a small town, and what is asked of it there. */
export interface StoreKind {
  readonly name: string
  /** What the scenario says of the store. */
  readonly store: Document
  /** How its records are read and written. */
  readonly look: readonly Document[]
  readonly put: readonly Document[]
  /** What else is asked of it. */
  readonly more?: readonly Document[]
  /** Nodes that it has. */
  readonly nodes: number
  /** Whether the nodes talk to each other. */
  readonly talks: boolean
  /** Whether somebody has to connect, from a pool. */
  readonly pooled: boolean
  readonly cached: boolean
}

const READ = [{ read: 'items' }]
const ADD = [{ update: 'items', add: 1 }]
const FAST = { read: '2ms', write: '3ms', zone: 'a', concurrency: 20 }
const ONE = { nodes: 1, talks: false, pooled: false, cached: false }
const UNDER_LEASE = { lease: 'locks', ttl: '300ms', retry: '20ms', fencing: true, do: [{ write: 'files' }] }
const TRANSACTION = { begin: [{ read: 'notes', 'for-update': true }, { write: 'notes' }] }

/**
 * The same without transactions: one whose commit or rollback is lost keeps its rows locked until its node gives the
 * connection up, a minute later, and a driver that hears nothing for so long looks for another leader.
 */
export function withoutTransactions(kind: StoreKind): StoreKind {
  return kind.more === undefined ? kind : { ...kind, more: kind.more.filter((step) => !('begin' in step)) }
}

function ownedBeside(more: readonly Document[]): Document {
  const notes = more.some((step) => 'begin' in step) ? { notes: { keys: 5 } } : {}
  return { ...notes, files: { keys: 5, fenced: true }, locks: { keys: 5 } }
}

/** Every kind of store that there is; a new one is a new row. */
export const storeKinds: readonly StoreKind[] = [
  {
    ...ONE,
    name: 'one leader',
    store: { ...FAST, kind: 'sql', connections: 4 },
    look: READ,
    put: ADD,
    more: [TRANSACTION, UNDER_LEASE],
    pooled: true,
  },
  {
    ...ONE,
    name: 'a leader with replicas',
    store: {
      ...FAST,
      kind: 'sql',
      replicas: 2,
      connections: 6,
      replication: { wait: 'semi-sync', retransmit: '50ms' },
      failover: { detect: '200ms', heartbeat: '50ms', election: '50ms', fencing: true },
    },
    look: [{ read: 'items', from: 'any' }],
    put: ADD,
    more: [TRANSACTION, UNDER_LEASE],
    nodes: 3,
    talks: true,
    pooled: true,
  },
  {
    ...ONE,
    name: 'a quorum that nodes coordinate',
    store: {
      ...FAST,
      kind: 'quorum',
      n: 3,
      r: 2,
      w: 2,
      timeout: '40ms',
      'hinted-handoff': { every: '200ms', keep: '10s' },
      'read-repair': true,
    },
    look: READ,
    put: [{ write: 'items', set: 3 }],
    nodes: 3,
    talks: true,
  },
  {
    ...ONE,
    name: 'a quorum that callers coordinate',
    store: {
      ...FAST,
      kind: 'quorum',
      n: 3,
      r: 2,
      w: 2,
      timeout: '40ms',
      coordinator: 'client',
      conflicts: 'vector-clocks',
    },
    look: READ,
    put: [{ write: 'items', set: 3 }],
    nodes: 3,
    talks: false,
  },
  {
    ...ONE,
    name: 'objects',
    store: { ...FAST, kind: 'object' },
    look: READ,
    put: [{ write: 'items', set: 3 }],
  },
  {
    ...ONE,
    name: 'a search index',
    store: { ...FAST, kind: 'search', refresh: '50ms' },
    look: READ,
    put: [{ write: 'items', set: 3 }],
  },
  {
    ...ONE,
    name: 'shards',
    store: { ...FAST, kind: 'sql', shards: 3, connections: 4 },
    look: READ,
    put: ADD,
    nodes: 3,
    pooled: true,
  },
  {
    ...ONE,
    name: 'a leader behind a cache',
    store: { ...FAST, kind: 'sql', connections: 4 },
    look: [{ cache: 'items', ttl: '200ms', entries: 10, mode: 'read-through' }],
    put: ADD,
    pooled: true,
    cached: true,
  },
]

/** Two gates before one store, which are asked to look, to write, and for what else the store can do. */
export function townOf(kind: StoreKind, faults: readonly Document[]): Document {
  const more = kind.more ?? []
  const operations = { look: kind.look, put: kind.put, ...(more.length === 0 ? {} : { more }) }
  const names = Object.keys(operations)
  return {
    name: 'town',
    run: { duration: '4s', warmup: '0s', drain: '3s', seed: 11, replications: 1 },
    app: {
      gate: {
        owns: { items: { keys: 20, initial: 100 }, ...(more.length === 0 ? {} : ownedBeside(more)) },
        operations,
      },
    },
    network: { zones: { a: 'us-east-1', b: 'us-east-1' }, protocol: 'none' },
    deploy: { gate: { instances: 2, zone: 'b' } },
    stores: { db: { holds: 'all', ...kind.store } },
    workload: Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          arrivals: `poisson(${[60, 30, 10][i]}/s)`,
          call: `gate.${name}`,
          deadline: { after: '900ms', propagate: true },
        },
      ]),
    ),
    policies: [
      { on: '* -> db', timeout: '250ms' },
      { on: '* -> gate', timeout: '800ms' },
    ],
    faults: faults.map((fault) => ({ ...TIMES, ...fault })),
  }
}
