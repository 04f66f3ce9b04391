import { ANOMALIES, COUNTS } from '../metrics/consistency/anomaly.ts'
import { count, list, map, number, object, orNull, type Schema, text } from './schema-parts.ts'

/** The pieces of the schema that are about data; `figure` and `duration` are those of the whole. */
export function consistencySchemas(of: { readonly figure: Schema; readonly duration: Schema }): Record<string, Schema> {
  const { figure, duration } = of
  const figures = (names: readonly string[]): Record<string, Schema> =>
    Object.fromEntries(names.map((name) => [name, figure]))
  const consistency: Readonly<Record<string, Schema>> = {
    reads: figure,
    ...figures(COUNTS),
    staleReads: object({ count: figure, share: figure }),
    ...figures(ANOMALIES.filter((name) => name !== 'staleReads')),
    stalenessMs: duration,
    missedVersions: object(figures(['mean', 'p99', 'max'])),
    lagMs: duration,
    copies: object({ windowMs: duration, open: figure }),
    convergence: object({ maxMs: figure, behind: figure }),
    checked: object(figures(ANOMALIES), 'How often each anomaly was looked for.'),
  }
  const anomalyEvent = object({
    atMs: number,
    deed: text,
    record: text,
    key: number,
    version: number,
    value: orNull(number),
    workload: text,
    request: number,
    session: number,
    operation: text,
    node: text,
  })
  return {
    recordConsistency: object({ ...consistency, operations: map(object(consistency)) }),
    anomalyEvent,
    anomaly: object({
      anomaly: { enum: [...ANOMALIES] },
      record: text,
      replication: count,
      events: list(anomalyEvent),
    }),
  }
}
