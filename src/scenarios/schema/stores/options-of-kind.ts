import type { StoreKind } from '../../store.ts'
import { suggest } from '../../suggest.ts'
import type { BrokenRule } from '../thing.ts'

const SQL = ['isolation', 'lock-timeout', 'deadlock-timeout', 'commit', 'replicas', 'replication', 'failover'] as const
const QUORUM = [
  'nodes',
  'n',
  'r',
  'w',
  'coordinator',
  'ask',
  'tell',
  'conflicts',
  'read-repair',
  'hinted-handoff',
  'sloppy',
  'timeout',
  'anti-entropy',
  'per-row',
] as const

/** Options that only some kinds of stores have. */
const OPTIONS: Readonly<Record<StoreKind, readonly string[]>> = {
  sql: ['per-row', ...SQL],
  quorum: QUORUM,
  object: [],
  search: ['per-row', 'refresh'],
}

/** An option that is ignored would be a setting that does nothing. */
export function optionOfKind(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const kind = KINDS.find((each) => each === value['kind'])
  if (kind === undefined) return undefined
  const own = OPTIONS[kind]
  const others = KINDS.filter((each) => each !== kind)
  const stray = others.flatMap((each) => OPTIONS[each]).find((option) => option in value && !own.includes(option))
  if (stray === undefined) return undefined
  const owners = others.filter((each) => OPTIONS[each].includes(stray))
  const meant = suggest(stray, own)
  return {
    code: 'S170',
    message: `a store of kind ${kind} has no "${stray}"`,
    path: [stray],
    ...(own.length === 0 ? {} : { expected: `of its own it has ${own.join(', ')}` }),
    hint: meant === undefined ? `that is an option of kind: ${owners.join(' and ')}` : `did you mean "${meant}"?`,
  }
}

/** What must fit between the options of one store. */
export function optionsFit(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if ('zone' in value && 'zones' in value) {
    return { code: 'S108', message: 'this store has a zone and zones', path: ['zones'], hint: 'keep one of the two' }
  }
  return value['kind'] === 'quorum' ? quorumFits(value) : value['kind'] === 'sql' ? replicasFit(value) : undefined
}

function quorumFits(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const n = typeof value['n'] === 'number' ? value['n'] : 3
  for (const option of ['r', 'w'] as const) {
    const asked = value[option]
    if (typeof asked !== 'number' || asked <= n) continue
    const message = `this store waits for ${asked} answers of ${n} nodes`
    return { code: 'S171', message, path: [option], expected: `at most ${n}, the nodes that keep a key (n)` }
  }
  const { nodes } = value
  if (typeof nodes !== 'number' || nodes >= n) return undefined
  return {
    code: 'S171',
    message: `${nodes} nodes cannot keep ${n} copies of a key`,
    path: ['nodes'],
    expected: `at least ${n}, or a smaller n`,
  }
}

function replicasFit(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const replicas = typeof value['replicas'] === 'number' ? value['replicas'] : 0
  if (!('replicas' in value) || value['replicas'] !== undefined) {
    if (value['failover'] !== undefined && value['failover'] !== null && replicas === 0) {
      const message = 'there is no replica that could take over'
      return { code: 'S171', message, path: ['failover'], hint: 'add replicas: 2' }
    }
    const { replication } = value
    const wait = typeof replication === 'object' && replication !== null && 'wait' in replication ? replication.wait : 0
    if (typeof wait === 'number' && wait > replicas) {
      const there = replicas === 1 ? 'is 1' : `are ${replicas}`
      return {
        code: 'S171',
        message: `every commit would wait for ${wait} replicas, and there ${there}`,
        path: ['replication'],
        expected: `at most ${replicas}`,
      }
    }
  }
  return undefined
}

const KINDS = ['sql', 'quorum', 'object', 'search'] as const satisfies readonly StoreKind[]
