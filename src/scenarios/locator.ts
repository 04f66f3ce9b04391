import { childOf, isJsonMap, type Json, type JsonMap } from './json.ts'
import type { DocumentPath, Problem, Span } from './problem.ts'
import { type AppliedSet, fileOfSet, spanInSets } from './set.ts'
import { originOf } from './variants.ts'
import type { Places } from './yaml/places.ts'

/** Finds where problems stand: in the file, in a variant, or in a `--set`. */
export class Locator {
  readonly #file: string
  readonly #document: JsonMap
  readonly #places: Places | undefined
  readonly #sets: readonly AppliedSet[]
  readonly #setTexts: readonly string[]
  readonly #positions = new WeakMap<JsonMap, ReadonlyMap<string, number>>()

  constructor(
    file: string,
    document: JsonMap,
    places: Places | undefined,
    sets: readonly AppliedSet[],
    setTexts: readonly string[],
  ) {
    this.#file = file
    this.#document = document
    this.#places = places
    this.#sets = sets
    this.#setTexts = setTexts.map(fileOfSet)
  }

  /** The problem with its span and those of its related places; the path leads to the variant it comes from. */
  locate(problem: Problem): Problem {
    const origin = this.#origin(problem.path, problem.variant)
    const path = this.#written(origin)
    const moved: Problem = path === origin ? { ...problem, path } : { ...problem, path, at: 'value' }
    const related = problem.related?.map((place) => {
      const placed = { ...place, path: this.#origin(place.path, problem.variant) }
      return this.#places === undefined ? placed : this.#places.related(placed)
    })
    const span = problem.span ?? this.#spanOf(moved)
    return {
      ...moved,
      ...(span === undefined ? {} : { span }),
      ...(related === undefined ? {} : { related }),
    }
  }

  /** Located, each once, in the order of the text; of a value, in the order of its keys. */
  inOrder(problems: readonly Problem[]): Problem[] {
    const keyed = problems.map((problem, index) => {
      const located = this.locate(problem)
      return { located, index, rank: this.#rank(located) }
    })
    keyed.sort((a, b) => compareRanks(a.rank, b.rank) || a.index - b.index)
    const seen = new Set<string>()
    return keyed.flatMap(({ located }) => {
      const { code, message, path, span } = located
      const same = JSON.stringify([code, message, span ?? path])
      if (seen.has(same)) return []
      seen.add(same)
      return [located]
    })
  }

  #origin(path: DocumentPath, variant: string | undefined): DocumentPath {
    if (variant === undefined) return this.#inSomeVariant(path)
    const change = childOf(childOf(this.#document, 'variants'), variant)
    return !isJsonMap(change) || path[0] === 'variants' ? path : originOf(path, variant, change)
  }

  /** What all variants share may be written in none but them: then the first that has it is the place. */
  #inSomeVariant(path: DocumentPath): DocumentPath {
    const [section = '', part = ''] = path
    const variants = childOf(this.#document, 'variants')
    if (childOf(childOf(this.#document, section), part) !== undefined || !isJsonMap(variants)) return path
    for (const [name, change] of Object.entries(variants)) {
      const origin = isJsonMap(change) ? originOf(path, name, change) : path
      if (origin !== path) return origin
    }
    return path
  }

  /** A workload that has only one call is parsed as a mix of one. */
  #written(path: DocumentPath): DocumentPath {
    const mix = path.indexOf('mix')
    if (mix < 2 || path[mix - 2] !== 'workload' || mix === path.length - 1) return path
    let workload: Json | undefined = this.#document
    for (const segment of path.slice(0, mix)) workload = childOf(workload, segment)
    const single = childOf(workload, 'mix') === undefined && childOf(workload, 'call') !== undefined
    return single ? [...path.slice(0, mix), 'call'] : path
  }

  #spanOf(problem: Problem): Span | undefined {
    return spanInSets(problem, this.#sets) ?? this.#places?.spanOf(problem)
  }

  /** Places in the file come first, in its order; then those of `--set`. */
  #rank({ span, path }: Problem): readonly number[] {
    if (span?.file === this.#file) return [0, span.start.offset, span.end.offset]
    if (span !== undefined) return [1, this.#setTexts.indexOf(span.file), span.start.offset, span.end.offset]
    const rank = [2]
    let value: ReturnType<typeof childOf> = this.#document
    for (const segment of path) {
      rank.push(typeof segment === 'number' ? segment : this.#positionOf(segment, value))
      value = childOf(value, segment)
    }
    return rank
  }

  /** The position of a key in its map, behind all others where it is missing; looked up once for each map. */
  #positionOf(key: string, map: Json | undefined): number {
    if (!isJsonMap(map)) return 0
    let positions = this.#positions.get(map)
    if (positions === undefined) {
      positions = new Map(Object.keys(map).map((each, index) => [each, index]))
      this.#positions.set(map, positions)
    }
    return positions.get(key) ?? positions.size
  }
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    if (left !== right) return left - right
  }
  return a.length - b.length
}
