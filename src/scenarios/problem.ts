/** A place in a text. Lines and columns count from 1, columns and offsets in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** A part of a file, `end` exclusive. */
export interface Span {
  readonly file: string
  readonly start: Position
  readonly end: Position
}

/** The way to a value in a scenario document: keys of maps and indexes of lists, as written in the file. */
export type DocumentPath = readonly (string | number)[]

/** A second place that explains a problem, for example where a name was declared first. */
export interface RelatedPlace {
  readonly path: DocumentPath
  /** What stands there, in a few words. */
  readonly message: string
  readonly span?: Span
}

/**
 * A mistake in a scenario, or a doubt about it, in the user's terms. Whoever finds it fills in `code`, `severity`,
 * `message` and `path`; `locate` of the loaded scenario adds the spans.
 */
export interface Problem {
  /** Registered in `error-codes.ts`; never changes its meaning. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** One sentence without a final full stop: what is wrong. */
  readonly message: string
  /** In the document, so `deploy.web` even where the parsed scenario keeps units elsewhere. */
  readonly path: DocumentPath
  /** Whether the key or the value at `path` is meant; the value unless said. */
  readonly at?: 'key' | 'value'
  /** The part of the text at `path` that is wrong, as offsets into the literal, `end` exclusive. */
  readonly slice?: { readonly start: number; readonly end: number }
  /** A few words for under the caret: what is wrong right there. */
  readonly label?: string
  /** What would have been right. */
  readonly expected?: string
  /** One thing to do about it. */
  readonly hint?: string
  /** The nearest valid text for the place at the caret. */
  readonly suggestion?: string
  readonly related?: readonly RelatedPlace[]
  readonly span?: Span
  /** The variant in which the problem shows, where it is not in all. */
  readonly variant?: string
}

/** The number of problems that are shown at once; the rest would be noise. */
export const MOST_PROBLEMS = 50
