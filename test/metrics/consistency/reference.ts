import type { AnomalyName } from '../../../src/metrics/consistency/anomaly.ts'
import { Histogram } from '../../../src/metrics/histogram.ts'
import type { HistogramData } from '../../../src/metrics/histogram-data.ts'
import type { Written } from './facts.ts'

/** What a record's tally must say, found by holding every fact against every other. */
export interface Reference {
  readonly looked: Readonly<Partial<Record<AnomalyName, number>>>
  readonly found: Readonly<Partial<Record<AnomalyName, number>>>
  readonly staleness: HistogramData
  readonly missed: HistogramData
  readonly lag: HistogramData
}

interface Placed {
  readonly version: number
  readonly order: number
}

/** A fact with everything said, and its place in the history. */
function spelled(fact: Written, index: number) {
  const { version = 0 } = fact
  const { at, key = 0, began = at, session = -1, order = version, value = 0, replaced = 0, basedOn = -1 } = fact
  return { kind: fact.kind, at, index, key, began, session, version, order, value, replaced, basedOn }
}
type Fact = ReturnType<typeof spelled>

const newer = (a: Placed, b: Placed): boolean => a.order > b.order || (a.order === b.order && a.version > b.version)
const same = (a: Fact, b: Fact): boolean => a.key === b.key
const newest = (some: readonly Fact[]): Fact | undefined =>
  some.reduce((best: Fact | undefined, one) => (best === undefined || newer(one, best) ? one : best), undefined)

/** Written from the definitions, not from the fold: no ledger, no pruning, quadratic. */
export function reference(facts: readonly Written[], integer: boolean, lastWriterWins: boolean): Reference {
  const all = facts.map(spelled)
  const of = (kind: Written['kind']): readonly Fact[] => all.filter((fact) => fact.kind === kind)
  const [reads, commits, acks, lost] = [of('read'), of('committed'), of('acknowledged'), of('lost')]
  const looked: Partial<Record<AnomalyName, number>> = {}
  const found: Partial<Record<AnomalyName, number>> = {}
  const book = (name: AnomalyName, broken: boolean): void => {
    looked[name] = (looked[name] ?? 0) + 1
    if (broken) found[name] = (found[name] ?? 0) + 1
  }
  const [staleness, missed, lag] = [new Histogram(), new Histogram(), new Histogram()]

  for (const read of reads) {
    const missing = acks.filter((ack) => {
      const gone = lost.some((one) => one.version === ack.version && one.index < read.index)
      const own = read.session >= 0 && ack.session === read.session
      const known = own ? ack.at <= read.began : ack.at < read.began
      return same(ack, read) && ack.index < read.index && !gone && known && newer(ack, read)
    })
    book('staleReads', missing.length > 0)
    book('dirtyReads', false)
    if (missing.length === 0) continue
    missed.record(missing.length)
    staleness.record(read.began - Math.min(...missing.map(({ at }) => at)))
  }
  for (const read of reads) {
    const mine = (fact: Fact): boolean => same(fact, read) && fact.session === read.session && fact.index < read.index
    const wrote = newest(acks.filter(mine))
    if (wrote !== undefined && wrote.at <= read.began) book('readYourWrites', newer(wrote, read))
    const before = newest(reads.filter(mine))
    if (before !== undefined && before.at <= read.began) book('monotonicReads', newer(before, read))
  }
  for (const read of reads) {
    for (const writes of [true, false]) {
      const known = dutiesOf(read, all, writes)
      if (known.length === 0) continue
      book(writes ? 'monotonicWrites' : 'writesFollowReads', newer(newest(known) ?? read, read))
    }
  }
  for (const commit of commits) {
    const mine = (fact: Fact): boolean =>
      same(fact, commit) && fact.session === commit.session && fact.index < commit.index
    const wrote = newest(acks.filter(mine))
    if (wrote !== undefined && wrote.at <= commit.began) book('monotonicWrites', newer(wrote, commit))
    const read = newest(reads.filter(mine))
    if (read !== undefined && read.at <= commit.began) book('writesFollowReads', newer(read, commit))
    if (commit.basedOn >= 0)
      book('lostUpdates', lastWriterWins ? missesAny(commit, all) : commit.replaced > commit.basedOn)
    if (integer) book('negativeValues', commit.value < 0)
    book('splitBrainWrites', false)
  }
  for (const ack of acks) {
    book(
      'lostWrites',
      lost.some(({ version }) => version === ack.version),
    )
    if (lastWriterWins) book('overwrittenWrites', overwritten(ack, all))
  }
  for (const applied of of('applied')) {
    const commit = commits.find(({ version }) => version === applied.version)
    if (commit !== undefined) lag.record(applied.at - commit.at)
  }
  return { looked, found, staleness: staleness.data(), missed: missed.data(), lag: lag.data() }
}

/** Whether there was a newer version of the key, by the clocks, than the one that a write was computed from. */
function missesAny(commit: Fact, all: readonly Fact[]): boolean {
  const commits = all.filter((other) => other.kind === 'committed' && same(other, commit) && other.index < commit.index)
  const base = all.find((other) => other.kind === 'committed' && other.version === commit.basedOn)
  return commits.some((other) => {
    const gone = all.some((one) => one.kind === 'lost' && one.version === other.version && one.index < commit.index)
    return !gone && (base === undefined || newer(other, base))
  })
}

/** What others had written or read of a key before they wrote something of another key that the reader had read. */
function dutiesOf(read: Fact, all: readonly Fact[], writes: boolean): readonly Fact[] {
  const [reads, commits] = [all.filter(({ kind }) => kind === 'read'), all.filter(({ kind }) => kind === 'committed')]
  const deeds = writes ? all.filter(({ kind }) => kind === 'acknowledged') : reads
  return reads
    .filter((one) => one.session === read.session && one.index < read.index && one.at <= read.began && !same(one, read))
    .flatMap((one) => commits.filter((made) => made.version === one.version && made.index < one.index))
    .filter((made) => made.session !== read.session)
    .flatMap((made) =>
      deeds.filter((deed) => deed.session === made.session && deed.index < made.index && deed.at <= made.began),
    )
    .filter((deed) => same(deed, read))
}

/** Nobody ever saw it, and what stands over it did not wait for it. */
function overwritten(ack: Fact, all: readonly Fact[]): boolean {
  const of = (kind: Written['kind']): readonly Fact[] => all.filter((fact) => fact.kind === kind)
  const [reads, commits, lost] = [of('read'), of('committed'), of('lost')]
  const own = commits.find(({ version }) => version === ack.version)
  if (own === undefined || lost.some(({ version }) => version === ack.version)) return false
  if (reads.some((read) => same(read, own) && read.version === own.version && read.index > own.index)) return false
  const before = commits.filter((other) => same(other, own) && other.index < own.index)
  const dead = before.some((other) => newer(other, own))
  if (dead) return true
  // The first write that comes to stand directly over it.
  const over = commits.find((other) => {
    if (!same(other, own) || other.index <= own.index || !newer(other, own)) return false
    const head = newest(commits.filter((each) => same(each, own) && each.index < other.index))
    return head?.version === own.version
  })
  if (over === undefined || over.basedOn === own.version) return false
  return ack.index > over.index || ack.at > over.began
}
