import type { MaybeEstimate } from '../metrics/duration-result.ts'
import { MESSAGE_ANOMALIES } from '../metrics/messages/message-anomaly.ts'
import type { MessageExample, MessageExampleEvent, MessagesResult } from '../metrics/messages/message-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { MESSAGE_WORDS } from './anomaly-names.ts'
import type { ReportFormat } from './comparison.ts'
import { estimateText, formatEstimate } from './format-estimate.ts'
import { formatCount, formatNumber, withDecimals } from './format-number.ts'
import type { Paint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

const LEFT = (head: string): { head: string; align: 'left' } => ({ head, align: 'left' })
const RIGHT = (head: string): { head: string; align: 'right' } => ({ head, align: 'right' })

const KEYS_TOLD = 3
/** What drains sooner has not piled up. */
const WORTH_TELLING_MS = 1000

/** What became of messages: a line for each subscription, what went wrong, and what was seen first of each anomaly. */
export function eventLines(variant: VariantDocument, format: ReportFormat, paint: Paint): string[] {
  const all = subscriptionsOf(variant.messages)
  if (all.length === 0) return []
  const columns = [
    LEFT(''),
    RIGHT('published'),
    RIGHT('handled'),
    RIGHT('a second'),
    RIGHT('end to end'),
    RIGHT('p99'),
    RIGHT('backlog'),
    RIGHT('at most'),
  ]
  const shown = format === 'full' ? all : all.filter(([, { published }]) => amount(published) > 0)
  const silent = all.length - shown.length
  const troubles = all.flatMap(([name, one]) => troublesOf(one, paint).map((cells) => [name, ...cells]))
  return [
    '',
    '  messages',
    ...table(
      columns,
      shown.map(([name, one]) => figureRow(name, one)),
      4,
    ),
    ...(silent === 0 ? [] : [paint.faint(`    and ${silent} of which nothing was published`)]),
    ...(troubles.length === 0 ? [] : table([LEFT(''), LEFT(''), LEFT('')], withoutRepeats(troubles), 4)),
    ...absentLines(all.map(([, one]) => one)),
    ...withoutFaults(variant, troubles.length > 0, paint),
    ...keyLines(variant),
    ...examples(variant.messageAnomalies, format, paint),
  ]
}

function figureRow(name: string, one: MessagesResult): string[] {
  return [
    name,
    formatEstimate('count', one.published).value,
    formatEstimate('count', one.handled).value,
    formatEstimate('rate', one.throughputPerSecond).value,
    formatEstimate('duration', one.endToEndMs.mean).value,
    formatEstimate('duration', one.endToEndMs.p99).value,
    formatEstimate('count', one.backlog.mean).value,
    formatEstimate('count', one.backlog.max).value,
  ]
}

function troublesOf(one: MessagesResult, paint: Paint): string[][] {
  const rows = MESSAGE_ANOMALIES.flatMap((anomaly): string[][] => {
    if (amount(one[anomaly]) === 0) return []
    const more = anomaly === 'lost' ? lostText(one) : ''
    return [[paint.bad(MESSAGE_WORDS[anomaly]), `${estimateText('count', one[anomaly])} a replication${more}`]]
  })
  const causes = Object.entries(one.droppedBy).map(([cause, count]) => `${many(count)} ${cause}`)
  const counts: readonly [string, MaybeEstimate][] = [
    ['waiting at the end', one.waiting],
    ['failed in their handler', one.failed],
    ['delivered again', one.redelivered],
    ['recognised as handled before', one.absorbed],
    ['second copies recognised', one.deduplicated],
    ['given up by their publisher', one.unconfirmed],
    ['not followed', one.unfollowed],
  ]
  return [
    ...rows,
    ...(causes.length === 0 ? [] : [['dropped', `${causes.join(', ')} a replication`]]),
    ...counts.flatMap(([what, count]) => {
      return amount(count) === 0 ? [] : [[what, `${estimateText('count', count)} a replication`]]
    }),
    ...drainRow(one),
    ...(amount(one.rebalances) === 0
      ? []
      : [['rebalances', `${many(one.rebalances)} a replication, ${time(one.rebalanceTimeMs)} in all`]]),
  ]
}

function lostText({ lostConfirmed }: MessagesResult): string {
  return amount(lostConfirmed) === 0 ? '' : `, ${many(lostConfirmed)} of them after they were confirmed`
}

function drainRow({ drainTimeMs, drained }: MessagesResult): string[][] {
  if (amount(drainTimeMs) < WORTH_TELLING_MS) return []
  const share = amount(drained)
  const never = share === 1 ? '' : `; not drained in ${formatQuantity('share', 1 - share)} of the replications`
  return [['drained', `in ${time(drainTimeMs)}${never}`]]
}

/** What never went wrong, and in how many messages it was looked for. */
function absentLines(all: readonly MessagesResult[]): string[] {
  const sum = (of: (one: MessagesResult) => MaybeEstimate): number => all.reduce((sum, one) => sum + amount(of(one)), 0)
  const [published, keyed] = [sum((one) => one.published), sum((one) => one.keyed)]
  const absent = MESSAGE_ANOMALIES.filter((anomaly) => sum((one) => one[anomaly]) === 0)
  // Without keys there is no order.
  const words = absent.flatMap((anomaly) => {
    if (anomaly !== 'reordered') return [MESSAGE_WORDS[anomaly]]
    return keyed === 0 ? [] : [`${MESSAGE_WORDS[anomaly]} (of ${formatCount(Math.round(keyed))} with a key)`]
  })
  if (published === 0 || words.length === 0) return []
  return [`    0 of ${formatCount(Math.round(published))} a replication: ${words.join(', ')}`]
}

/** Whether the same went wrong without the faults. */
function withoutFaults({ messagesWithoutFaults: control }: VariantDocument, told: boolean, paint: Paint): string[] {
  if (control === null || !told) return []
  const found = subscriptionsOf(control).flatMap(([name, one]) => {
    return MESSAGE_ANOMALIES.flatMap((anomaly) => {
      return amount(one[anomaly]) > 0 ? [`${many(one[anomaly])} of ${name} ${MESSAGE_WORDS[anomaly]}`] : []
    })
  })
  const handled = subscriptionsOf(control).reduce((sum, [, one]) => sum + amount(one.handled), 0)
  const none = `no anomaly, of ${formatCount(Math.round(handled))} handled a replication`
  return [paint.faint(`    without the faults: ${found.length === 0 ? none : found.join(', ')}`)]
}

/** What is told of: each subscription, and each event that nobody handles. */
function subscriptionsOf(messages: VariantDocument['messages']): readonly (readonly [string, MessagesResult])[] {
  return Object.entries(messages).flatMap(([event, { subscriptions, ...own }]) => {
    const each = Object.entries(subscriptions)
    return each.length === 0 ? [[event, own] as const] : each
  })
}

function keyLines({ keysInTrouble }: VariantDocument): string[] {
  // Where every key has one message, which it was says nothing.
  const worse = keysInTrouble.filter(({ lost, duplicates, reordered }) => lost + duplicates + reordered > 1)
  if (worse.length === 0) return []
  const keys = worse.slice(0, KEYS_TOLD).map(({ subscription, key, lost, duplicates, reordered }) => {
    const counts = [
      lost > 0 ? `${lost} lost` : '',
      duplicates > 0 ? `${duplicates} handled again` : '',
      reordered > 0 ? `${reordered} out of order` : '',
    ]
    return `key ${key} of ${subscription}: ${counts.filter((text) => text !== '').join(', ')}`
  })
  return [`    worst keys, over all replications: ${keys.join('; ')}`]
}

/** The first story of each anomaly; all that are kept in the full format. */
function examples(all: readonly MessageExample[], format: ReportFormat, paint: Paint): string[] {
  const seen = new Set<string>()
  return all.flatMap(({ anomaly, subscription, message, replication, events }) => {
    const kind = `${anomaly} ${subscription}`
    if (format !== 'full' && seen.has(kind)) return []
    seen.add(kind)
    const head = `    ${MESSAGE_WORDS[anomaly]}, ${subscription}: message ${message} in replication ${replication}`
    return [paint.faint(head), ...storyLines(events, message)]
  })
}

function storyLines(events: readonly MessageExampleEvent[], message: number): string[] {
  const rows = events.map((event) => [
    `${withDecimals(event.atMs, 3)} ms`,
    event.message === message ? '' : `message ${event.message}`,
    [event.deed, event.why === '' ? '' : `(${event.why})`, event.node === '' ? '' : `at ${event.node}`]
      .filter((text) => text !== '')
      .join(' '),
  ])
  return table([RIGHT(''), LEFT(''), LEFT('')], rows, 6)
}

/** A name is told once for all its rows. */
function withoutRepeats(rows: readonly string[][]): string[][] {
  return rows.map(([name = '', ...rest], at) => [rows[at - 1]?.[0] === name ? '' : name, ...rest])
}

function amount(estimate: MaybeEstimate): number {
  return estimate?.value ?? 0
}

/** A mean count is rarely whole. */
function many(estimate: MaybeEstimate): string {
  const value = amount(estimate)
  return value >= 10 || Number.isInteger(value) ? formatCount(Math.round(value)) : formatNumber(value, 2)
}

function time(estimate: MaybeEstimate): string {
  return estimate === null ? '–' : formatQuantity('milliseconds', estimate.value)
}
