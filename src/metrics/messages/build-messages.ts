import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { SampleBook } from '../sample-book.ts'
import { messagesPath } from './measure-messages.ts'
import { MESSAGE_COUNTS, type MessageCountName } from './message-anomaly.ts'
import { DROP_CAUSES } from './message-figures.ts'
import type { EventResult, MessagesResult } from './message-result.ts'
import type { MessageSummary } from './message-summary.ts'

/** Lays the figures of messages out as results, by event, of events with their subscriptions; names as in `summary`. */
export function buildMessages(
  samples: SampleBook,
  summary: MessageSummary | undefined,
): Readonly<Record<string, EventResult>> {
  const { events = [], subscriptions = [] } = summary ?? {}
  const sorted = events.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.map((event): [string, EventResult] => {
      const own = subscriptions.map(({ name }) => name).filter((name) => name.startsWith(`${event} -> `))
      const results = own
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((name): [string, MessagesResult] => [name, resultOf(samples, messagesPath(name))])
      return [event, { ...resultOf(samples, messagesPath(event)), subscriptions: Object.fromEntries(results) }]
    }),
  )
}

function resultOf(samples: SampleBook, path: readonly string[]): MessagesResult {
  const get = (...name: readonly string[]): MaybeEstimate => samples.estimate([...path, ...name])
  const duration = (name: string): DurationResult => ({
    mean: get(name, 'mean'),
    p50: get(name, 'p50'),
    p90: get(name, 'p90'),
    p95: get(name, 'p95'),
    p99: get(name, 'p99'),
    p999: get(name, 'p999'),
    max: get(name, 'max'),
  })
  const drops = DROP_CAUSES.map((cause) => [cause, get('droppedBy', cause)] as const)
  const counts = MESSAGE_COUNTS.map((name) => [name, get(name)] as const)
  return {
    ...(Object.fromEntries(counts) as Record<MessageCountName, MaybeEstimate>),
    droppedBy: Object.fromEntries(drops.filter(([, count]) => (count?.value ?? 0) > 0)),
    throughputPerSecond: get('throughput'),
    endToEndMs: duration('endToEnd'),
    lagMs: duration('lag'),
    backlog: { mean: get('backlog', 'mean'), max: get('backlog', 'max') },
    drainTimeMs: get('drainTime'),
    drained: get('drained'),
    rebalanceTimeMs: get('rebalanceTime'),
  }
}
