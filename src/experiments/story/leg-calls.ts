import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { DEFINITE, Outcome } from '../../sim/outcome.ts'

/** What a fact about a leg says, and about which of its operation (0), undo (1) and confirm (2). */
export interface LegDeed {
  readonly phase: 0 | 1 | 2
  readonly deed: 'called' | 'answered' | 'did' | 'absorbed'
}

const DEEDS = ['called', 'answered', 'did', 'absorbed'] as const

/** Facts about legs stand in the order of their deeds, and these in the order of the phases. */
export function legDeed({ kind, leg }: BusinessFact): LegDeed | undefined {
  const place = kind - BusinessKind.called
  if (leg < 0 || kind < BusinessKind.called || kind > BusinessKind.confirmAbsorbed) return undefined
  const phase = Math.floor(place / DEEDS.length)
  return { phase: phase === 0 ? 0 : phase === 1 ? 1 : 2, deed: DEEDS[place % DEEDS.length] ?? 'called' }
}

/** Whether a call ended without an answer: what became of it, its caller does not know. */
export function isUnanswered(outcome: number): boolean {
  const unclear = DEFINITE[outcome] === false
  return unclear && outcome !== Outcome.ok && outcome !== Outcome.error
}

/** When each call of a leg did its work, by leg, phase and attempt. */
export class LegCalls {
  readonly #done = new Map<string, number>()

  constructor(facts: readonly BusinessFact[]) {
    for (const fact of facts) {
      const deed = legDeed(fact)
      if (deed === undefined || (deed.deed !== 'did' && deed.deed !== 'absorbed')) continue
      const name = nameOf(fact, deed.phase)
      if (!this.#done.has(name)) this.#done.set(name, fact.at)
    }
  }

  /** ns; `undefined` if it never did. */
  doneAt(fact: BusinessFact, phase: 0 | 1 | 2): number | undefined {
    return this.#done.get(nameOf(fact, phase))
  }
}

function nameOf({ business, leg, attempt }: BusinessFact, phase: number): string {
  return `${business} ${leg} ${phase} ${attempt}`
}
