import type { Json } from './json.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { FORBIDDEN_KEYS, SIZE_LIMITS } from './size-limits.ts'

/** Plain data, or what stands in the way. */
export type PlainResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Copies a value of a TypeScript scenario into plain data: texts, finite numbers, truth values, null, lists and plain
 * maps. Keys whose value is `undefined` count as not written. Anything else (functions, dates, cycles, getters that
 * throw) is a problem at its path.
 */
export function plainValue(value: unknown): PlainResult {
  const copier = new Copier()
  const copy = copier.copy(value, [])
  return copier.problems.length === 0 ? { ok: true, value: copy } : { ok: false, problems: copier.problems }
}

class Copier {
  readonly problems: Problem[] = []
  #nodes = 0

  copy(value: unknown, path: DocumentPath): Json {
    this.#nodes += 1
    if (this.#nodes > SIZE_LIMITS.nodes) {
      if (this.#nodes === SIZE_LIMITS.nodes + 1)
        this.#refuse('S009', 'this scenario has too many parts', path, 'at most 100,000 keys and values')
      return null
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : this.#strange(String(value), path)
    if (typeof value !== 'object') return this.#strange(`a ${typeof value}`, path)
    if (path.length >= SIZE_LIMITS.depth) {
      this.#refuse('S008', 'maps and lists lie too deep inside each other, or in themselves', path, 'at most 64 levels')
      return null
    }
    try {
      return this.#collection(value, path)
    } catch {
      return this.#strange('an object that cannot be read', path)
    }
  }

  #collection(value: object, path: DocumentPath): Json {
    if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => this.copy(item, [...path, index]))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      return this.#strange('an object of a class', path)
    const entries: [string, Json][] = []
    for (const [key, item] of Object.entries(value)) {
      if (FORBIDDEN_KEYS.includes(key)) this.#refuse('S007', `"${key}" cannot be a key`, [...path, key])
      else if (item !== undefined) entries.push([key, this.copy(item, [...path, key])])
    }
    return Object.fromEntries(entries)
  }

  #strange(what: string, path: DocumentPath): null {
    this.#refuse(
      'S012',
      `${what} cannot stand in a scenario`,
      path,
      'texts, numbers, true, false, null, lists and plain maps',
    )
    return null
  }

  #refuse(code: string, message: string, path: DocumentPath, expected?: string): void {
    this.problems.push({ code, severity: 'error', message, path, ...(expected === undefined ? {} : { expected }) })
  }
}
