import { type Document, isMap, isPair, isScalar, isSeq, type Pair, Scalar } from 'yaml'
import type { Json } from '../json.ts'
import type { DocumentPath } from '../problem.ts'
import { FORBIDDEN_KEYS, SIZE_LIMITS } from '../size-limits.ts'
import type { Place } from './places.ts'
import { plainScalar } from './scalar.ts'

/** A key that is wrong, and where. */
export interface KeyFault {
  readonly kind: 'duplicate' | 'forbidden' | 'merge' | 'not-text'
  /** With the key itself at its end. */
  readonly path: DocumentPath
  readonly key: string
  readonly start: number
  readonly end: number
  /** Where the first of two stands. */
  readonly first?: { readonly start: number; readonly end: number }
}

export interface BuiltValue {
  readonly value: Json
  readonly place: Place
  readonly faults: readonly KeyFault[]
  /** Whether there were more nodes than a scenario may have; then the value is cut off. */
  readonly tooMany: boolean
}

/** Turns a parsed document into plain data and the places of its parts. The document is not deeper than allowed. */
export function buildValue(document: Document, source: string, unmask: (part: string) => string): BuiltValue {
  const builder = new Builder(source, unmask)
  const [value, place] = builder.build(document.contents, { start: 0, end: 0 }, undefined)
  return { value, place, faults: builder.faults, tooMany: builder.nodes > SIZE_LIMITS.nodes }
}

type Built = readonly [Json, Place]
interface Stretch {
  readonly start: number
  readonly end: number
}

class Builder {
  readonly faults: KeyFault[] = []
  nodes = 0
  readonly #path: (string | number)[] = []
  readonly #source: string
  readonly #unmask: (part: string) => string

  constructor(source: string, unmask: (part: string) => string) {
    this.#source = source
    this.#unmask = unmask
  }

  build(node: unknown, around: Stretch, key: Stretch | undefined): Built {
    this.nodes += 1
    const where = stretchOf(node) ?? around
    if (this.nodes <= SIZE_LIMITS.nodes) {
      if (isMap(node)) return this.#map(node.items, where, key)
      if (isSeq(node)) return this.#list(node.items, where, key)
    }
    if (!isScalar(node)) return [null, { kind: 'scalar', ...where, key, verbatim: undefined, children: new Map() }]
    const text = this.#unmask(textOf(node))
    const value = node.type === Scalar.PLAIN ? plainScalar(text) : text
    return [value, { kind: 'scalar', ...where, key, verbatim: this.#verbatim(where, text), children: new Map() }]
  }

  #map(items: readonly unknown[], where: Stretch, key: Stretch | undefined): Built {
    const entries = new Map<string, Json>()
    const children = new Map<string, Place>()
    for (const item of items) {
      if (!isPair(item)) continue
      this.nodes += 1
      const place = stretchOf(item.key) ?? where
      const name = this.#keyOf(item, place, children)
      if (name === undefined) continue
      this.#path.push(name)
      const [value, child] = this.build(item.value, { start: place.end, end: place.end }, place)
      this.#path.pop()
      entries.set(name, value)
      children.set(name, child)
    }
    return [Object.fromEntries(entries), { kind: 'map', ...where, key, verbatim: undefined, children }]
  }

  #list(items: readonly unknown[], where: Stretch, key: Stretch | undefined): Built {
    const children = new Map<number, Place>()
    const values = items.map((item, index) => {
      this.#path.push(index)
      const [value, place] = this.build(item, where, undefined)
      this.#path.pop()
      children.set(index, place)
      return value
    })
    return [values, { kind: 'list', ...where, key, verbatim: undefined, children }]
  }

  /** The key's text, or nothing where it is at fault. */
  #keyOf(pair: Pair, place: Stretch, known: ReadonlyMap<string, Place>): string | undefined {
    if (!isScalar(pair.key)) {
      this.faults.push({ kind: 'not-text', path: [...this.#path], key: '', ...place })
      return undefined
    }
    const key = this.#unmask(textOf(pair.key))
    const first = known.get(key)?.key
    const path = [...this.#path, key]
    if (first !== undefined) this.faults.push({ kind: 'duplicate', path, key, ...place, first })
    else if (FORBIDDEN_KEYS.includes(key)) this.faults.push({ kind: 'forbidden', path, key, ...place })
    else if (key === '<<') this.faults.push({ kind: 'merge', path, key, ...place })
    else return key
    return undefined
  }

  #verbatim(where: Stretch, text: string): number | undefined {
    for (const at of [where.start, where.start + 1]) {
      if (text !== '' && this.#source.startsWith(text, at) && at + text.length <= where.end) return at
    }
    return undefined
  }
}

/** The failsafe schema reads every scalar as a text; an absent one has none. */
function textOf({ value }: Scalar): string {
  return typeof value === 'string' ? value : ''
}

function stretchOf(node: unknown): Stretch | undefined {
  const hasRange = isScalar(node) || isMap(node) || isSeq(node)
  if (!hasRange || !node.range) return undefined
  return { start: node.range[0], end: node.range[1] }
}
