/** What is wrong inside a literal, and where: offsets into its text, `end` exclusive. */
export class Mistake {
  readonly code: string
  readonly message: string
  readonly start: number
  readonly end: number
  readonly label: string | undefined
  readonly expected: string | undefined
  readonly hint: string | undefined
  readonly suggestion: string | undefined

  constructor(code: string, message: string, place: Place, advice: Advice = {}) {
    this.code = code
    this.message = message
    this.start = place.start
    this.end = place.end
    this.label = advice.label
    this.expected = advice.expected
    this.hint = advice.hint
    this.suggestion = advice.suggestion
  }
}

/** A part of a literal's text. */
export interface Place {
  readonly start: number
  readonly end: number
}

export interface Advice {
  readonly label?: string | undefined
  readonly expected?: string | undefined
  readonly hint?: string | undefined
  readonly suggestion?: string | undefined
}
