/**
 * What a judge says. `inconclusive` is no pass: nothing was observed, or the judge ran out of its steps. Of several
 * verdicts the worst counts: `violated`, then `inconclusive`, then `ok`.
 */
export type Verdict = 'ok' | 'violated' | 'inconclusive'

/** One violation: where, in a sentence for people, and the few facts that prove it. */
export interface Finding<Evidence> {
  /** The key it is about; `null` where it is about several. */
  readonly key: string | null
  readonly sentence: string
  /** In the order of the history. */
  readonly evidence: readonly Evidence[]
}

/** The answer of a judge. Plain data: it can be written as JSON as it stands. */
export interface Judgement<Evidence, Found extends Finding<Evidence> = Finding<Evidence>> {
  readonly verdict: Verdict
  /** The verdict in a sentence for people; that of the first finding if there is one. */
  readonly sentence: string
  /** How many observations were held against the rule; with 0 the verdict is `inconclusive`. */
  readonly observed: number
  /** How many violations there are; each judge says what it counts. */
  readonly violations: number
  /** The first few of them. */
  readonly findings: readonly Found[]
  /** Units of work done: the same on every machine, and what the promises about cost are about. */
  readonly steps: number
}

/** How many findings a judge keeps unless it is told otherwise; all of them are counted. */
export const findingsKept = 5

/** What a judge has gathered when it concludes. */
export interface Gathered<Found> {
  readonly observed: number
  readonly violations: number
  readonly findings: readonly Found[]
  readonly steps: number
  /** Why the rest could not be decided; `null` if all was. */
  readonly undecided: string | null
  /** Said when all is well. */
  readonly well: string
}

/** The judgement that follows from what was gathered. */
export function conclude<Evidence, Found extends Finding<Evidence>>(
  gathered: Gathered<Found>,
): Judgement<Evidence, Found> {
  const { observed, violations, findings, steps, undecided, well } = gathered
  const base = { observed, violations, findings, steps }
  if (violations > 0) return { verdict: 'violated', sentence: findings[0]?.sentence ?? '', ...base }
  if (undecided !== null) return { verdict: 'inconclusive', sentence: undecided, ...base }
  if (observed === 0) return { verdict: 'inconclusive', sentence: 'nothing was observed that could be judged', ...base }
  return { verdict: 'ok', sentence: well, ...base }
}
