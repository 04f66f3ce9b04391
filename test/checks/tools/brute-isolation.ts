import type { Anomaly } from '../../../src/checks/histories/isolation/isolation-level.ts'
import type { Transaction } from '../../../src/checks/histories/isolation/transaction.ts'

interface Edge {
  readonly from: Transaction
  readonly to: Transaction
  readonly kind: 'ww' | 'wr' | 'rw' | 'predicate-rw'
}

/** A version as its writer made it. */
interface Made {
  readonly writer: Transaction
  readonly version: number
}

function writesOf(transactions: readonly Transaction[], key: string): readonly Made[] {
  return transactions.flatMap((writer) =>
    writer.steps.flatMap((step) =>
      step.kind === 'write' && step.key === key ? [{ writer, version: step.version }] : [],
    ),
  )
}

function changesOf(transactions: readonly Transaction[], predicate: string): readonly Made[] {
  return transactions.flatMap((writer) =>
    writer.steps.flatMap((step) =>
      step.kind !== 'write'
        ? []
        : (step.changes ?? []).flatMap((change) =>
            change.predicate === predicate ? [{ writer, version: change.version }] : [],
          ),
    ),
  )
}

/** What committed transactions left of a record, oldest first. */
function finals(transactions: readonly Transaction[], key: string): readonly Made[] {
  const writes = writesOf(transactions, key)
  return writes
    .filter(({ writer, version }) => {
      const replaced = writes.some((other) => other.writer === writer && other.version > version)
      return writer.outcome === 'committed' && !replaced
    })
    .toSorted((a, b) => a.version - b.version)
}

/** All direct dependencies, one by one. */
function edges(transactions: readonly Transaction[]): readonly Edge[] {
  const found: Edge[] = []
  const add = (from: Transaction, to: Transaction, kind: Edge['kind']): void => {
    if (from !== to) found.push({ from, to, kind })
  }
  const keys = new Set(transactions.flatMap(({ steps }) => steps.flatMap((s) => (s.kind === 'write' ? [s.key] : []))))
  for (const key of keys) {
    const left = finals(transactions, key)
    for (const [place, { writer }] of left.entries()) {
      const next = left[place + 1]
      if (next !== undefined) add(writer, next.writer, 'ww')
    }
  }
  for (const reader of transactions.filter(({ outcome }) => outcome === 'committed')) {
    for (const step of reader.steps) {
      if (step.kind === 'read') {
        const left = finals(transactions, step.key)
        const source = writesOf(transactions, step.key).find(({ version }) => version === step.version)
        if (source?.writer === reader || (source !== undefined && source.writer.outcome !== 'committed')) continue
        if (source !== undefined) add(source.writer, reader, 'wr')
        const base = left.find(({ writer }) => writer === source?.writer)?.version ?? step.version
        const next = left.find(({ version }) => version > base)
        if (next !== undefined) add(reader, next.writer, 'rw')
      } else if (step.kind === 'query') {
        for (const { writer, version } of changesOf(transactions, step.predicate)) {
          if (writer.outcome !== 'committed') continue
          if (version <= step.version) add(writer, reader, 'wr')
          else add(reader, writer, 'predicate-rw')
        }
      }
    }
  }
  return found
}

/** All simple cycles, each from each of its edges. */
function cycles(all: readonly Edge[]): readonly (readonly Edge[])[] {
  const found: (readonly Edge[])[] = []
  const walk = (path: readonly Edge[]): void => {
    const [first, last] = [path[0], path.at(-1)]
    if (first === undefined || last === undefined) return
    if (last.to === first.from) {
      found.push(path)
      return
    }
    for (const edge of all) {
      if (edge.from !== last.to || path.some(({ to }, place) => to === edge.to && place < path.length)) continue
      walk([...path, edge])
    }
  }
  for (const edge of all) walk([edge])
  return found
}

/** The cyclic anomalies by looking at every cycle, and how many transactions were overtaken in each. */
export function cyclicAnomaliesOf(transactions: readonly Transaction[]): ReadonlyMap<Anomaly, number> {
  const all = cycles(edges(transactions))
  const isRw = ({ kind }: Edge): boolean => kind === 'rw' || kind === 'predicate-rw'
  const counts = new Map<Anomaly, number>()
  const overtaken = new Map<Anomaly, Set<Transaction>>()
  for (const cycle of all) {
    if (cycle.every(({ kind }) => kind === 'ww')) counts.set('G0', 1)
    else if (!cycle.some(isRw)) counts.set('G1c', 1)
  }
  for (const edge of new Set(all.map(([first]) => first))) {
    if (edge === undefined || !isRw(edge)) continue
    const own = all.filter(([first]) => first === edge)
    const single = own.some((cycle) => cycle.filter(isRw).length === 1)
    const items = own.some((cycle) => cycle.every(({ kind }) => kind !== 'predicate-rw'))
    let anomaly: Anomaly | null
    if (edge.kind === 'rw') anomaly = single ? 'G-single' : items ? 'G2-item' : null
    else anomaly = single ? 'phantom' : 'G2'
    if (anomaly === null) continue
    const readers = overtaken.get(anomaly) ?? new Set()
    overtaken.set(anomaly, readers.add(edge.from))
  }
  // A query is overtaken as a whole: who met a phantom is not told again.
  for (const reader of overtaken.get('phantom') ?? []) overtaken.get('G2')?.delete(reader)
  for (const [anomaly, readers] of overtaken) if (readers.size > 0) counts.set(anomaly, readers.size)
  return counts
}

/** The anomalies of single reads and writes, by looking at all pairs of steps. */
export function directAnomaliesOf(transactions: readonly Transaction[]): ReadonlyMap<Anomaly, number> {
  const counts = new Map<Anomaly, number>()
  const add = (anomaly: Anomaly, condition: boolean): void => {
    if (condition) counts.set(anomaly, (counts.get(anomaly) ?? 0) + 1)
  }
  for (const reader of transactions) {
    const committed = reader.outcome === 'committed'
    for (const [place, step] of reader.steps.entries()) {
      const before = reader.steps.slice(0, place)
      if (step.kind === 'write') {
        const written = before.some((one) => one.kind === 'write' && one.key === step.key)
        const read = before.findLast((one) => one.kind === 'read' && one.key === step.key)
        if (!committed || written || read?.kind !== 'read') continue
        const base = writesOf(transactions, step.key).find(({ version }) => version === read.version)
        if (base !== undefined && base.writer.outcome !== 'committed') continue
        const left = finals(transactions, step.key)
        const own = left.findIndex(({ writer }) => writer === reader)
        add('lost-update', (left[own - 1]?.version ?? 0) > read.version)
        continue
      }
      const made = step.kind === 'read' ? writesOf(transactions, step.key) : changesOf(transactions, step.predicate)
      const source = made.find(({ version }) => version === step.version)
      if (source !== undefined && source.writer !== reader) {
        add('dirty-read', source.writer.outcome === 'running' || (step.at ?? Infinity) < source.writer.end)
        add('G1a', committed && source.writer.outcome === 'aborted')
        const again = made.some(({ writer, version }) => writer === source.writer && version > step.version)
        add('G1b', committed && step.kind === 'read' && again)
      }
      if (step.kind !== 'read' || !committed) continue
      const seen = before.findLast((one) => one.kind !== 'query' && one.key === step.key)
      const ownWrite = before.some((one) => one.kind === 'write' && one.key === step.key)
      add('non-repeatable-read', !ownWrite && seen?.kind === 'read' && seen.version !== step.version)
    }
  }
  return counts
}
