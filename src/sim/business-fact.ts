/** What a fact about business transactions says. */
export const BusinessKind = {
  /** It has begun. */
  begun: 0,
  /** The coordinator has called a leg (`attempt` counts from 1). */
  called: 1,
  /** The coordinator knows how that ended: `outcome`. */
  answered: 2,
  /** At the callee: the operation of a leg has done its work, whether or not anybody hears of it. */
  effect: 3,
  /** At the callee: the same work had been done before, and was not done again. */
  absorbed: 4,
  /** As `called`, `answered`, `effect` and `absorbed`, of the undo of a leg … */
  undoCalled: 5,
  undoAnswered: 6,
  undone: 7,
  undoAbsorbed: 8,
  /** … and of its confirm. */
  confirmCalled: 9,
  confirmAnswered: 10,
  confirmed: 11,
  confirmAbsorbed: 12,
  /** At a participant: it has voted yes, and is in doubt until it hears the decision. */
  prepared: 13,
  /** The coordinator has decided: `outcome` 0 to commit. */
  decided: 14,
  /** At a participant: it has heard the decision, and holds no locks any more. */
  released: 15,
  /** Over for good: all legs done. */
  committed: 16,
  /** Over for good: what was done has been undone (or nothing had been); `outcome` is why. */
  compensated: 17,
  /** Given up with some legs done and others not (`none`; perseverance at an end; a log that was lost). */
  abandoned: 18,
  /** Its coordinator is gone. */
  orphaned: 19,
  /** Another one, or the same again, has taken it up. */
  resumed: 20,
  /** It turns round: from now on legs are undone; `outcome` is why. */
  turned: 21,
  /** The caller has got its answer: `outcome`. */
  told: 22,
  /** It has met a row that another transaction has marked: `outcome` 0 when it waits for it. */
  barred: 23,
} as const
export type BusinessKind = (typeof BusinessKind)[keyof typeof BusinessKind]

/** One fact about a business transaction. The world fills one object again and again: who keeps a fact copies it. */
export class BusinessFact {
  kind: BusinessKind = BusinessKind.begun
  /** Now, ns. */
  at = 0
  /** Unique in the run, counted from 0. */
  business = -1
  /** Index of its plan. */
  plan = -1
  /** Leg; -1 where it is not about one. */
  leg = -1
  attempt = 0
  /** Instance (index among all) that it happens at; -1 for none. */
  instance = -1
  workload = -1
  request = -1
  outcome = 0
  /**
   * Of an effect outside of business transactions (`business` is -1 and `leg` the index of the operation): with
   * `workload` and `request`, the call as its caller meant it.
   */
  call = -1
}
