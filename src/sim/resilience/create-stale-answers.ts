import type { StaleAnswers } from './stale-answers.ts'

/** Answers that are kept of one operation at most; the one that was renewed longest ago goes first. */
const MOST = 100000

/** Answers that are good for `age` ns; `Infinity` for ever. */
export function createStaleAnswers(age: number): StaleAnswers {
  return new KeptAnswers(age)
}

class KeptAnswers implements StaleAnswers {
  readonly #age: number
  /** By operation and key, when the answer came; the keys of a map stand in the order in which they came. */
  readonly #keptAt = new Map<number, Map<number, number>>()

  constructor(age: number) {
    this.#age = age
  }

  keep(program: number, key: number, now: number): void {
    let answers = this.#keptAt.get(program)
    if (answers === undefined) {
      answers = new Map()
      this.#keptAt.set(program, answers)
    }
    if (!answers.delete(key) && answers.size >= MOST) {
      for (const oldest of answers.keys()) {
        answers.delete(oldest)
        break
      }
    }
    answers.set(key, now)
  }

  has(program: number, key: number, now: number): boolean {
    const keptAt = this.#keptAt.get(program)?.get(key)
    return keptAt !== undefined && now - keptAt <= this.#age
  }
}
