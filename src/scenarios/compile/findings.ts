import { type DocumentPath, MOST_PROBLEMS, type Problem } from '../problem.ts'

/** What a finding may add to its sentence. */
export type Detail = Pick<Problem, 'at' | 'slice' | 'label' | 'expected' | 'hint' | 'suggestion' | 'related'>

/** Collects what the compiler finds wrong or doubtful, in the order in which it looks. */
export class Findings {
  readonly problems: Problem[] = []
  #errors = 0

  error(code: string, path: DocumentPath, message: string, detail: Detail = {}): void {
    this.#errors += 1
    this.problems.push({ code, severity: 'error', message, path, ...detail })
  }

  warning(code: string, path: DocumentPath, message: string, detail: Detail = {}): void {
    this.problems.push({ code, severity: 'warning', message, path, ...detail })
  }

  /** Whether so much is wrong already that nobody will read more details. */
  get crowded(): boolean {
    return this.problems.length >= MOST_PROBLEMS
  }

  /** Whether anything so far forbids a run. */
  get failed(): boolean {
    return this.#errors > 0
  }
}
