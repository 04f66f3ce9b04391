import type { SampleBook } from '../sample-book.ts'
import { messageFigures } from './message-figures.ts'
import { MESSAGE_STORIES_KEPT } from './message-findings.ts'
import type { KeyTroubleResult, MessageExample } from './message-result.ts'
import type { MessageSummary, MessagesOf } from './message-summary.ts'

/** Keys in trouble that a result shows for each subscription. */
const KEYS_SHOWN = 5

/** `['messages', 'order', 'placed']`: the dots of a name separate segments, too. */
export function messagesPath(name: string): readonly string[] {
  return ['messages', ...name.split('.')]
}

/** Measures the messages of every event and subscription over replications. */
export function measureMessages(book: SampleBook, summaries: readonly MessageSummary[]): void {
  const figures = messageFigures()
  const measure = (name: string, of: (summary: MessageSummary) => MessagesOf | undefined): void => {
    const replications = summaries.map((summary) => {
      const own = of(summary)
      return own === undefined ? undefined : { of: own, measured: summary.measured }
    })
    book.measure(messagesPath(name), figures, { replications, batches: [] })
  }
  const [first] = summaries
  first?.events.forEach(({ name }, at) => measure(name, ({ events }) => events[at]))
  first?.subscriptions.forEach(({ name }, at) => measure(name, ({ subscriptions }) => subscriptions[at]))
}

/** A replication that counts. */
export interface MessageReplication {
  /** From 0. */
  readonly index: number
  readonly messages: MessageSummary
}

/** The first stories of each anomaly and subscription, of the first replications that have any. */
export function messageExamplesOf(replications: readonly MessageReplication[]): MessageExample[] {
  const kept = new Map<string, number>()
  return replications.flatMap(({ index, messages }) =>
    messages.examples.flatMap(({ events, ...own }): MessageExample[] => {
      const kind = `${own.anomaly} ${own.subscription}`
      const before = kept.get(kind) ?? 0
      kept.set(kind, before + 1)
      if (before >= MESSAGE_STORIES_KEPT) return []
      return [{ ...own, replication: index, events: events.map(({ at, ...event }) => ({ atMs: at / 1e6, ...event })) }]
    }),
  )
}

/** The keys that were in trouble most, of each subscription, over all replications. */
export function worstKeysOf(replications: readonly MessageReplication[]): KeyTroubleResult[] {
  const names = replications[0]?.messages.subscriptions.map(({ name }) => name) ?? []
  return names.flatMap((subscription, at) => {
    const sums = new Map<number, KeyTroubleResult>()
    for (const { key, ...own } of replications.flatMap(({ messages }) => messages.subscriptions[at]?.keys ?? [])) {
      const before = sums.get(key) ?? { lost: 0, duplicates: 0, reordered: 0 }
      sums.set(key, {
        subscription,
        key,
        lost: before.lost + own.lost,
        duplicates: before.duplicates + own.duplicates,
        reordered: before.reordered + own.reordered,
      })
    }
    const all = (one: KeyTroubleResult): number => one.lost + one.duplicates + one.reordered
    return [...sums.values()].toSorted((a, b) => all(b) - all(a) || a.key - b.key).slice(0, KEYS_SHOWN)
  })
}
