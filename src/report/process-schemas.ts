import { count, list, map, number, object, orNull, type Schema, text } from './schema-parts.ts'

/** The pieces of the schema that are about processes; `figure` and `duration` are those of the whole. */
export function processSchemas(of: { readonly figure: Schema; readonly duration: Schema }): Record<string, Schema> {
  const { figure, duration } = of
  const step = object({ atMs: number, node: count, cause: text, content: text })
  return {
    process: object({
      counters: map(figure),
      durationsMs: map(duration),
      levels: map(object({ mean: figure, max: figure }), 'Over time.'),
      invariants: map(
        object({ checks: figure, violations: figure }),
        'How often each was judged in the whole run, and whether it once did not hold: 1 or 0.',
      ),
    }),
    processViolation: object(
      {
        process: text,
        invariant: text,
        replications: count,
        of: count,
        replication: count,
        atMs: number,
        node: count,
        what: text,
        changes: list(object({ path: text, before: orNull(text), after: orNull(text) })),
        chain: list(step),
        before: list(step),
        replay: text,
      },
      'The first time that an invariant did not hold, what led to it, and what the last act changed.',
    ),
  }
}
