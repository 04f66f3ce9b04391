import { TRANSACTION_COUNTS, type TransactionCountName } from '../../../src/metrics/transactions/transaction-anomaly.ts'
import { SUBJECTS, type Written } from './facts.ts'

type Counts = Record<TransactionCountName, number>

/** The counts of `place-order`, by looking through the whole list for each transaction: slow, and plain to see. */
export function countNaively(
  written: readonly Written[],
  { from, to }: { readonly from: number; readonly to: number },
): Counts {
  const counts = Object.fromEntries(TRANSACTION_COUNTS.map((name) => [name, 0])) as Counts
  for (const begun of written) {
    if (!('kind' in begun) || begun.kind !== 'begun' || begun.at < from || begun.at >= to) continue
    const own = written.filter((fact) => 'kind' in fact && fact.business === begun.business)
    countOne(counts, own, begun.business ?? -1, written)
  }
  return counts
}

function countOne(counts: Counts, own: readonly Written[], business: number, written: readonly Written[]): void {
  const many = (kinds: readonly string[], leg?: number): number =>
    own.filter((fact) => 'kind' in fact && kinds.includes(fact.kind) && (leg === undefined || fact.leg === leg)).length
  const end = own.find((fact) => 'kind' in fact && ['committed', 'compensated', 'abandoned'].includes(fact.kind))
  const how = end !== undefined && 'kind' in end ? (end.kind as 'committed' | 'compensated' | 'abandoned') : 'stuck'
  counts.begun++
  counts[how]++
  counts.compensations += many(['undone'])
  counts.absorbed += many(['absorbed', 'undoAbsorbed', 'confirmAbsorbed'])
  counts.resumed += many(['resumed'])
  counts.barred += many(['barred'])
  SUBJECTS.transactions[0]?.legs.forEach((_, leg) => {
    for (const kind of ['called', 'undoCalled', 'confirmCalled']) counts.retries += Math.max(0, many([kind], leg) - 1)
    const standing = many(['effect'], leg) - many(['undone'], leg)
    counts.doubleEffects += Math.max(0, standing - 1)
    counts.doubleUndos += Math.max(0, -standing)
    const absorbedOnly = many(['effect'], leg) === 0 && many(['absorbed'], leg) > 0
    if (how === 'committed' && standing < 1 && !absorbedOnly) counts.missingEffects++
    if (how !== 'committed' && standing > 0) counts.orphans++
    const reads = written.filter((read) => {
      if (!('data' in read) || read.data !== 'read' || read.business === business) return false
      const wrote = written.find((fact) => 'data' in fact && fact.data === 'committed' && fact.version === read.version)
      if (wrote === undefined || !('data' in wrote) || wrote.business !== business || wrote.leg !== leg) return false
      return end === undefined || (wrote.at < end.at && read.at < end.at)
    }).length
    counts.intermediateReads += reads
    if (many(['undone'], leg) > 0) counts.dirtyReads += reads
  })
}
