import { blameTotals } from '../metrics/blame-data.ts'
import { sumOf } from '../metrics/histogram-data.ts'
import { levelTime } from '../metrics/level-data.ts'
import type { LevelSummary, RunSummary, SeriesSummary } from '../metrics/run-summary.ts'
import { attemptCases, visitCases } from './attempt-laws.ts'
import { judgeLaw, type LawCase, type LawJudgement } from './law.ts'

/** What the world itself says at the end of a run, to be held against what was observed. */
export interface WorldTally {
  /** Requests of workloads without an answer when the run stopped. */
  readonly unfinished: number
  /** Whether some operation answers before it has done its work: then instances hold more than those who wait. */
  readonly answersEarly: boolean
}

/** Sums of doubles beyond 2^53 round; nothing real is this small. */
const ROUNDING = 1e-9

/**
 * Judges a finished run by the laws that hold whatever the scenario: nothing is lost, nothing is counted twice, and the
 * world's own count, the activities and the levels agree. A law that does not hold is a bug.
 */
export function judgeConservation(summary: RunSummary, world: WorldTally): readonly LawJudgement[] {
  const servers = serversOf(summary)
  return [
    judgeLaw('calls-conserved', summary.series.map(conservedCase)),
    judgeLaw('unfinished-agree', [unfinishedCase(summary, world)]),
    judgeLaw('blame-adds-up', summary.series.flatMap(blameCases)),
    judgeLaw('levels-within-capacity', summary.levels.flatMap(capacityCases)),
    judgeLaw(
      'levels-cover-time',
      summary.levels.map((level) => coverCase(level, summary)),
    ),
    judgeLaw(
      'presence-matches-visits',
      servers.map((server) => presenceCase(server, world)),
    ),
    judgeLaw(
      'littles-law',
      servers.map((server) => littleCase(server, summary.endedAt, world)),
    ),
    judgeLaw('queue-within-system', servers.map(queueCase)),
    judgeLaw('attempts-have-causes', attemptCases(summary)),
    judgeLaw('visits-have-attempts', visitCases(summary)),
  ]
}

/** Issued = answered well + failed + in flight, and none of them is negative. */
function conservedCase(series: SeriesSummary): LawCase {
  const { began, ended } = series.ledger
  const answered = ended.reduce((sum, count) => sum + count, 0)
  const measured = series.good.count + series.failures.reduce((sum, one) => sum + (one?.count ?? 0), 0)
  return {
    ok: answered <= began && measured <= series.offered && ended.every((count) => count >= 0),
    breach: () =>
      `${nameOf(series)}: ${began} began and ${answered} ended; of the ${series.offered} measured, ${measured} ended`,
  }
}

/** The requests the world still holds are those that were observed to begin and not to end. */
function unfinishedCase(summary: RunSummary, world: WorldTally): LawCase {
  let observed = 0
  for (const { name, labels, ledger } of summary.series) {
    if (name !== 'call' || labels['callerKind'] !== 'workload') continue
    observed += ledger.began - ledger.ended.reduce((sum, count) => sum + count, 0)
  }
  return {
    ok: observed === world.unfinished,
    breach: () => `the world holds ${world.unfinished} unfinished requests, ${observed} were observed`,
  }
}

/** The parts of all good answers add up to their latencies. */
function blameCases(series: SeriesSummary): LawCase[] {
  if (series.blame === null) return []
  const parts = blameTotals(series.blame).reduce((sum, total) => sum + total, 0)
  const latency = sumOf(series.good)
  return [
    {
      ok: Math.abs(parts - latency) <= ROUNDING * latency,
      breach: () => `${nameOf(series)}: the parts add up to ${parts} ns, the latencies to ${latency} ns`,
    },
  ]
}

function capacityCases(level: LevelSummary): LawCase[] {
  // `concurrency` counts those who wait, too, and so may exceed the slots.
  if (level.capacity === null || level.name === 'concurrency') return []
  const { capacity, data, ledger } = level
  return [
    {
      ok: data.max <= capacity && ledger.last >= 0,
      breach: () => `${nameOf(level)}: reached ${data.max} of ${capacity} and ended at ${ledger.last}`,
    },
  ]
}

/** The times at all values make up the measured time: no value was outside the scale, none counted twice. */
function coverCase(level: LevelSummary, { from, until }: RunSummary): LawCase {
  const time = levelTime(level.data)
  const measured = Math.max(0, until - from)
  return {
    ok: Math.abs(time - measured) <= ROUNDING * measured,
    breach: () => `${nameOf(level)}: its times add up to ${time} ns of ${measured} ns`,
  }
}

/** One instance: who came and went, and the levels that must agree with it. */
interface Server {
  readonly name: string
  readonly visits: SeriesSummary
  readonly concurrency: LevelSummary
  readonly queue: LevelSummary | undefined
}

function serversOf(summary: RunSummary): Server[] {
  const levels = new Map(summary.levels.map((level) => [keyOf(level.name, level.labels), level]))
  return summary.series.flatMap((visits): Server[] => {
    if (visits.name !== 'visit') return []
    const concurrency = levels.get(keyOf('concurrency', visits.labels))
    if (concurrency === undefined) return []
    return [{ name: nameOf(visits), visits, concurrency, queue: levels.get(keyOf('queue', visits.labels)) }]
  })
}

/** At the end as many requests are in the system as visits are under way; more, where operations answer early. */
function presenceCase({ name, visits, concurrency }: Server, { answersEarly }: WorldTally): LawCase {
  const underWay = visits.ledger.began - visits.ledger.ended.reduce((sum, count) => sum + count, 0)
  return {
    ok: answersEarly ? concurrency.ledger.last >= underWay : concurrency.ledger.last === underWay,
    breach: () => `${name}: ${underWay} visits are under way, ${concurrency.ledger.last} requests in the system`,
  }
}

/**
 * Little's law L = lambda W in its exact form: over the whole run, the integral of the number of requests in the system
 * is the time that all visits together were under way (S. Stidham, "A last word on L = lambda W", Operations Research
 * 22, 1974). It is more where operations answer early and work on.
 */
function littleCase({ name, visits, concurrency }: Server, endedAt: number, { answersEarly }: WorldTally): LawCase {
  const { presence } = visits.ledger
  const { area } = concurrency.ledger
  // Partial sums of starts are as large as the clock times the visits under way, and may round at that size.
  const rounding = ROUNDING * Math.max(area, presence, endedAt)
  return {
    ok: area - presence >= -rounding && (answersEarly || area - presence <= rounding),
    breach: () => `${name}: the levels add up to ${area} ns of presence, the visits to ${presence} ns`,
  }
}

function queueCase({ name, concurrency, queue }: Server): LawCase {
  return {
    ok: queue === undefined || queue.ledger.last <= concurrency.ledger.last,
    breach: () => `${name}: ${queue?.ledger.last} wait, but only ${concurrency.ledger.last} are in the system`,
  }
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return [name, labels['unit'] ?? '', labels['instance'] ?? ''].join('\u0000')
}

function nameOf({ name, labels }: { name: string; labels: Readonly<Record<string, string>> }): string {
  const { unit, instance, caller, operation, pool } = labels
  const where = caller === undefined ? [unit ?? pool ?? '', instance ?? ''] : [caller, '->', operation ?? '']
  return [name, ...where].filter((word) => word !== '').join(' ')
}
