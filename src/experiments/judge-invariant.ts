import type { InvariantReport } from '../checks/invariants/invariant-report.ts'
import type { StoryEvent } from '../checks/invariants/story-event.ts'
import type { InvariantResult, ToldEvent } from '../metrics/consistency/invariant-result.ts'
import type { ThresholdResult, Verdict } from '../metrics/judge-threshold.ts'
import type { InvariantExpectation } from '../scenarios/expectation.ts'
import { explainStory } from './explain-story.ts'

/**
 * What an invariant came to in a variant, from its reports of the replications. `replay`: the command that gives the
 * whole result again.
 */
export function judgeInvariant(
  text: string,
  { variant, replay }: { readonly variant: string; readonly replay: string },
  reports: readonly { readonly index: number; readonly report: InvariantReport }[],
): InvariantResult {
  const failed = reports.find(({ report }) => report.verdict === 'fail')
  const undecided = reports.find(({ report }) => report.verdict === 'inconclusive')
  const open = reports.length === 0 || undecided !== undefined
  const verdict: Verdict = failed !== undefined ? 'fail' : open ? 'inconclusive' : 'pass'
  const story = failed?.report.story ?? []
  const told = failed ?? undecided ?? reports.find(({ report }) => report.reason !== null)
  return {
    name: text,
    variant,
    verdict,
    ok: verdict === 'pass',
    evaluated: reports.reduce((sum, { report }) => sum + report.evaluated, 0),
    reason: told?.report.reason ?? (reports.length === 0 ? 'no replication has ended' : null),
    replication: failed?.index ?? null,
    story: story.map(toldEvent),
    explain: failed === undefined ? null : explainStory(replay, { variant, replication: failed.index, story }),
  }
}

/** A line of a story as results print it. */
function toldEvent({ at, ...event }: StoryEvent): ToldEvent {
  return { atMs: at / 1e6, ...event }
}

/** Whether a result, perhaps with a name of its own, `charged-once (at-most-once: payments.charge)`, is of a line. */
function isAbout(name: string, text: string): boolean {
  return name === text || name.endsWith(` (${text})`)
}

/** What was found of an invariant that was watched in the variants it is about, as an answer to a question. */
export function invariantAnswers(
  expectation: InvariantExpectation,
  watched: ReadonlyMap<string, readonly InvariantResult[]>,
): readonly ThresholdResult[] {
  const variants = [...watched].filter(([name]) => expectation.in === undefined || expectation.in === name)
  return variants.map(([variant, results]): ThresholdResult => {
    const found = results.find(({ name }) => isAbout(name, expectation.text))
    return {
      name: expectation.text,
      variant,
      metric: null,
      verdict: found?.verdict ?? 'inconclusive',
      ok: found?.ok ?? false,
      value: null,
      operator: '<=',
      limit: 0,
      kind: 'count',
      evaluated: found?.evaluated ?? 0,
      reason: found === undefined ? 'it was not watched: an invariant belongs in expect' : found.reason,
    }
  })
}
