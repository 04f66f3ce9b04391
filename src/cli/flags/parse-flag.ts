import { InvalidArgumentError } from 'commander'
import { parseSeed } from '../../sim/kernel/seed.ts'

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Write a whole number of at least ${least}.`)
    }
    return value
  }
}

/** A seed in its canonical form. */
export function seed(text: string): string {
  const result = parseSeed(text)
  if (!result.ok) throw new InvalidArgumentError(`${result.message}.`)
  return result.seed
}

/** Collects a repeatable flag. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}

/** `path=value`, checked for its shape only. */
export function change(text: string, before: readonly string[] | undefined): readonly string[] {
  if (!/^[^=]+=/.test(text)) throw new InvalidArgumentError('Write path=value, for example run.duration=1min.')
  return collect(text, before)
}

/** `7` or `0-3,9`: replications counted from 0, ascending and without repetition in the result. */
export function replicationList(text: string): readonly number[] {
  const chosen = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim())
    if (match === null) throw new InvalidArgumentError('Write replications counted from 0, for example 7 or 0-3,9.')
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (last < first) throw new InvalidArgumentError(`"${part}" runs backwards.`)
    for (let at = first; at <= last; at++) chosen.add(at)
  }
  return [...chosen].sort((a, b) => a - b)
}
