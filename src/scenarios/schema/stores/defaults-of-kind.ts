import type { Isolation } from '../../../sim/data-plan.ts'
import type { Law } from '../../law.ts'
import type {
  Failover,
  QuorumRules,
  Replication,
  StatementTime,
  StoreKind,
  StoreRules,
  StoreTemplate,
} from '../../store.ts'
import { duration, durationLaw } from '../literals.ts'
import { HANDOFF } from './handoff.ts'
import { replication } from './replication.ts'

/**
 * Reads: quantiles of 508 catalogue queries in a public trace of Online Boutique (Nezha data set, 2022-08-23, span
 * `sql.conn.query`). The largest of them, 47 ms, was one of a kind; the law ends at twice the p99.
 */
const READ = 'percentiles(p50=0.45ms, p90=0.61ms, p99=1.92ms, max=3.84ms)'

/** Writes: quantiles of `MongoInsertReview` in public traces of DeathStarBench's media application at 25 requests/s. */
const WRITE = 'percentiles(p50=0.73ms, p90=1.32ms, p99=2.54ms, max=3.20ms)'

/**
 * "Roughly 100–200 milliseconds" for small objects and for the first byte of larger ones: Amazon S3 User Guide, best
 * practices for performance.
 */
const OBJECT = 'uniform(100ms, 200ms)'

/** By Little's law: 5,500 GET/s on a prefix (the same guide), each of 150 ms. */
const OBJECTS_AT_ONCE = 825

/** Times of statements that nobody states. Those of quorums and indexes are the measured ones of the other stores. */
const TIMES: Readonly<Record<StoreKind, readonly [read: string, write: string]>> = {
  sql: [READ, WRITE],
  quorum: [READ, WRITE],
  object: [OBJECT, OBJECT],
  search: [READ, WRITE],
}

/** Assumed: a flush to a disk that keeps its cache over a power cut. */
const COMMIT = '0.2ms'
/** Assumed: a row in memory. */
const PER_ROW = '2us'

/** What the schema gives of a store, before the defaults of its kind. */
type ParsedStore = Omit<StoreTemplate, 'rules' | 'read' | 'write' | 'per-row' | 'zones'> &
  Partial<Pick<StoreTemplate, 'read' | 'write' | 'per-row' | 'zones'> & Omit<QuorumRules, 'kind'>> & {
    readonly kind: StoreKind
    readonly zone?: string
    readonly isolation?: Isolation
    readonly 'lock-timeout'?: number
    readonly 'deadlock-timeout'?: number
    readonly commit?: Law
    readonly replicas?: number
    readonly replication?: Replication
    readonly failover?: Failover | null
    readonly refresh?: number
  }

/** A store with the defaults of its kind. */
export function storeOf(parsed: ParsedStore): StoreTemplate {
  const { kind, read, write, concurrency, zone, zones, shards, machine, connections, shared } = parsed
  const [reads, writes] = TIMES[kind]
  const served = concurrency ?? (kind === 'object' ? OBJECTS_AT_ONCE : undefined)
  return {
    rules: rulesOf(parsed),
    connections,
    read: read ?? timeOf(reads),
    write: write ?? timeOf(writes),
    'per-row': parsed['per-row'] ?? duration.parse(PER_ROW),
    ...(served === undefined ? {} : { concurrency: served }),
    shards,
    machine,
    zones: zones ?? (zone === undefined ? [] : [zone]),
    shared,
  }
}

function timeOf(law: string): StatementTime {
  return { before: durationLaw.parse(law), after: durationLaw.parse(0) }
}

function rulesOf(parsed: ParsedStore): StoreRules {
  switch (parsed.kind) {
    case 'sql':
      return sqlRules(parsed)
    case 'quorum':
      return quorumRules(parsed)
    case 'object':
      return { kind: 'object' }
    case 'search':
      // Elasticsearch, index.refresh_interval.
      return { kind: 'search', refresh: parsed.refresh ?? 1e9 }
  }
}

/** PostgreSQL: `default_transaction_isolation`, `lock_timeout`, `deadlock_timeout`. */
function sqlRules(parsed: ParsedStore): StoreRules {
  const { failover } = parsed
  return {
    kind: 'sql',
    isolation: parsed.isolation ?? 'read-committed',
    'lock-timeout': parsed['lock-timeout'] ?? Number.POSITIVE_INFINITY,
    'deadlock-timeout': parsed['deadlock-timeout'] ?? 1e9,
    commit: parsed.commit ?? durationLaw.parse(COMMIT),
    replicas: parsed.replicas ?? 0,
    replication: parsed.replication ?? replication.parse('async'),
    ...(failover === undefined || failover === null ? {} : { failover }),
  }
}

/**
 * (N, R, W) = (3, 2, 2) and all nodes of a key asked and told: DeCandia et al., Dynamo, SOSP 2007, section 6. The rest
 * as in Cassandra: a coordinating node, the later timestamp, read repair, hints, no sloppy quorum, 2 s for a write
 * (`write_request_timeout`), repairs only when somebody starts them.
 */
function quorumRules(parsed: ParsedStore): StoreRules {
  const n = parsed.n ?? 3
  return {
    kind: 'quorum',
    nodes: parsed.nodes ?? n,
    n,
    r: parsed.r ?? Math.min(2, n),
    w: parsed.w ?? Math.min(2, n),
    coordinator: parsed.coordinator ?? 'node',
    ask: parsed.ask ?? 'all',
    tell: parsed.tell ?? 'all',
    conflicts: parsed.conflicts ?? 'last-writer-wins',
    'read-repair': parsed['read-repair'] ?? true,
    'hinted-handoff': parsed['hinted-handoff'] === undefined ? HANDOFF : parsed['hinted-handoff'],
    sloppy: parsed.sloppy ?? false,
    timeout: parsed.timeout ?? 2e9,
    'anti-entropy': parsed['anti-entropy'] ?? 0,
  }
}
