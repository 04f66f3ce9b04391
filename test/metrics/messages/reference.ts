import { MESSAGE_COUNTS, type MessageCountName } from '../../../src/metrics/messages/message-anomaly.ts'
import { SUBJECTS, type Written } from './facts.ts'

/** The counts of one subscription, by looking through the whole list for each message: slow, and plain to see. */
export function countNaively(
  written: readonly Written[],
  subscription: number,
  { from, to }: { readonly from: number; readonly to: number },
): Record<MessageCountName, number> {
  const counts = Object.fromEntries(MESSAGE_COUNTS.map((name) => [name, 0])) as Record<MessageCountName, number>
  const event = SUBJECTS.subscriptions[subscription]?.event
  const published = written.filter((fact) => fact.kind === 'published' && fact.event === event)
  const firstHandled = (message: number | undefined): number =>
    written.findIndex(
      (fact) => fact.kind === 'handled' && fact.message === message && fact.subscription === subscription,
    )
  for (const { message, key, at } of published) {
    if (at < from || at >= to) continue
    const all = written.filter((fact) => fact.message === message)
    const own = all.filter((fact) => fact.subscription === subscription || (fact.subscription ?? -1) < 0)
    const many = (kind: Written['kind']): number => own.filter((fact) => fact.kind === kind).length
    counts.published++
    for (const kind of [
      'confirmed',
      'unconfirmed',
      'stored',
      'delivered',
      'failed',
      'absorbed',
      'settled',
      'dropped',
    ] as const)
      counts[kind] += many(kind)
    counts.returned += many('returned')
    counts.redelivered += Math.max(0, many('delivered') - 1)
    counts.duplicates += Math.max(0, many('handled') - 1)
    const copies = many('stored') - many('settled') - many('dropped') - many('deadLettered')
    const inHand = many('delivered') - many('handled') - many('failed') - many('absorbed')
    if (many('handled') + many('absorbed') > 0) counts.handled++
    else if (many('deadLettered') > 0) counts.deadLettered++
    else if (copies > 0 || inHand > 0) counts.waiting++
    else {
      counts.lost++
      if (many('confirmed') > 0) counts.lostConfirmed++
    }
    const first = firstHandled(message)
    if (first < 0) continue
    if ((key ?? -1) >= 0) counts.keyed++
    if (own.some((fact) => fact.kind === 'unconfirmed' && written.indexOf(fact) < first)) counts.late++
    const overtaken = published.some((other) => {
      if (other.key !== key || (key ?? -1) < 0 || (other.message ?? -1) <= (message ?? -1)) return false
      const theirs = firstHandled(other.message)
      return theirs >= 0 && theirs < first
    })
    if (overtaken) counts.reordered++
  }
  return counts
}
