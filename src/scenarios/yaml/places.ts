import type { LineCounter } from 'yaml'
import type { DocumentPath, Problem, RelatedPlace, Span } from '../problem.ts'

/** Where a value stands in its text, and what is inside it. */
export interface Place {
  readonly kind: 'map' | 'list' | 'scalar'
  readonly start: number
  readonly end: number
  /** Where its key stands; a list's items have none. */
  readonly key: { readonly start: number; readonly end: number } | undefined
  /** Offset of the first character of a text that stands in the file as it is, without escapes or folds. */
  readonly verbatim: number | undefined
  readonly children: ReadonlyMap<string | number, Place>
}

/** Finds the places of a parsed text. */
export class Places {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #root: Place

  constructor(file: string, lines: LineCounter, root: Place) {
    this.#file = file
    this.#lines = lines
    this.#root = root
  }

  /** The span of a problem: its key or value, or the nearest thing around it that exists. */
  spanOf(problem: Pick<Problem, 'path' | 'at' | 'slice'>): Span {
    const { place, found, key } = this.#find(problem.path)
    if (!found) return this.#span(place.key ?? firstCharacter(place))
    if (problem.at === 'key' && key !== undefined) return this.#span(key)
    const { slice } = problem
    if (
      slice !== undefined &&
      slice.end > slice.start &&
      place.verbatim !== undefined &&
      place.verbatim + slice.end <= place.end
    ) {
      return this.#span({ start: place.verbatim + slice.start, end: place.verbatim + slice.end })
    }
    return this.#span(place.key !== undefined && this.#isLong(place) ? place.key : place)
  }

  related(place: RelatedPlace): RelatedPlace {
    return place.span === undefined ? { ...place, span: this.spanOf({ path: place.path, at: 'key' }) } : place
  }

  /** Whether the whole path is written in the text. */
  has(path: DocumentPath): boolean {
    return this.#find(path).found
  }

  /**
   * Follows a path as far as it goes. The parsed scenario writes short forms out (`steps` of a bare list, the only
   * item of a list that is not one), so a segment that the text does not have is passed over where the next one fits.
   */
  #find(path: DocumentPath): { place: Place; found: boolean; key: Place['key'] } {
    let place = this.#root
    for (const [index, segment] of path.entries()) {
      const child = place.children.get(segment)
      if (child !== undefined) {
        place = child
        continue
      }
      if (place.kind === 'scalar') break
      const inShortForm = place.kind === 'list' ? typeof segment === 'string' : typeof segment === 'number'
      const isLast = index === path.length - 1
      if (!inShortForm || (isLast && typeof segment === 'string')) return { place, found: false, key: place.key }
    }
    return { place, found: true, key: place.key }
  }

  /** Whether a value goes on for several lines, so that its key is the better place to point at. */
  #isLong(place: Place): boolean {
    return this.#lines.linePos(place.start).line !== this.#lines.linePos(Math.max(place.end - 1, place.start)).line
  }

  #span(stretch: { readonly start: number; readonly end: number }): Span {
    const end = Math.max(stretch.end, stretch.start + 1)
    return { file: this.#file, start: this.#position(stretch.start), end: this.#position(end) }
  }

  #position(offset: number): Span['start'] {
    const { line, col } = this.#lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1), offset }
  }
}

function firstCharacter(place: Place): { start: number; end: number } {
  return { start: place.start, end: place.start + 1 }
}
