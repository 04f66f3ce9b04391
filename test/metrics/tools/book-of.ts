import type { Figure } from '../../../src/metrics/figures/figure.ts'
import { SampleBook } from '../../../src/metrics/sample-book.ts'

type Value = number | null

/** A book with the metrics given, as `name: values`, one value a replication. */
export function bookOf(
  metrics: Readonly<Record<string, readonly Value[]>>,
  kind: Figure<Value>['kind'] = 'duration',
): SampleBook {
  const book = new SampleBook()
  for (const [name, values] of Object.entries(metrics)) {
    const path = name.split('.')
    const figure: Figure<Value> = { name: path.slice(-1), kind, better: 'lower', pick: (value) => value }
    book.measure(path.slice(0, -1), [figure], { replications: values, batches: [] })
  }
  return book
}
