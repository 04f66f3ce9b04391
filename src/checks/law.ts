/** The judgement of one law on one finished run. A breach is a bug of the simulator, not of the scenario. */
export interface LawJudgement {
  /** `calls-conserved` … */
  readonly name: string
  readonly ok: boolean
  /** How many cases were looked at; with 0 the law says nothing. */
  readonly evaluated: number
  /** The first breach, in words; `null` when the law held. */
  readonly breach: string | null
}

/** One case of a law: what it is about, and whether it held. */
export interface LawCase {
  readonly ok: boolean
  /** Said only of a breach. */
  readonly breach: () => string
}

/** The judgement of all cases. */
export function judgeLaw(name: string, cases: readonly LawCase[]): LawJudgement {
  const broken = cases.find(({ ok }) => !ok)
  return { name, ok: broken === undefined, evaluated: cases.length, breach: broken?.breach() ?? null }
}
