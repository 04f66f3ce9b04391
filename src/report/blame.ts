import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { formatNumber } from './format-number.ts'

const BAR_WIDTH = 24
/** Parts of a latency below this share are not worth a word. */
const SHOWN = 0.005
/** One sign for each part, the same everywhere, so that bars can be compared. Time lost in queues is drawn empty. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['queue', '░'],
  ['cpuWait', '▒'],
  ['cpu', '█'],
  ['io', '▓'],
  ['network', '╱'],
  ['pool', '○'],
  ['locks', '●'],
  ['coalesced', '◇'],
  ['inProcess', '·'],
  ['retry', '×'],
])

/** A latency as a bar of its parts, always in one order, and in words, the largest first; absent without any time. */
export function blameRow(
  parts: Readonly<Record<string, MaybeEstimate>>,
): { readonly bar: string; readonly words: string } | undefined {
  const shown = shownParts(parts)
  if (shown.length === 0) return undefined
  let drawn = 0
  let upTo = 0
  const bar = shown.map(({ name, share }) => {
    upTo += share
    const cells = Math.round(upTo * BAR_WIDTH) - drawn
    drawn += cells
    return signOf(name).repeat(cells)
  })
  const words = shown
    .toSorted((a, b) => b.share - a.share)
    .map(({ name, share }) => `${partName(name)} ${formatNumber(share * 100, 2)} %`)
  return { bar: bar.join('').padEnd(BAR_WIDTH), words: words.join('  ') }
}

/** `░ queue  █ cpu`: what the signs stand for, of all parts that the bars of these variants may show; or empty. */
export function blameLegend(variants: readonly VariantDocument[]): string {
  const calls = variants.flatMap(({ operations }) => Object.values(operations))
  const names = calls
    .flatMap(({ blameMs, blameSlowest1PercentMs }) => [...shownParts(blameMs), ...shownParts(blameSlowest1PercentMs)])
    .map(({ name }) => name)
  const used = [...SIGNS.keys()].filter((name) => names.includes(name))
  return used.map((name) => `${signOf(name)} ${partName(name)}`).join('  ')
}

interface Part {
  readonly name: string
  readonly share: number
}

function shownParts(parts: Readonly<Record<string, MaybeEstimate>>): readonly Part[] {
  const known = Object.entries(parts).map(([name, estimate]) => ({ name, ms: estimate?.value ?? 0 }))
  const total = known.reduce((sum, { ms }) => sum + ms, 0)
  if (total <= 0) return []
  return known.map(({ name, ms }) => ({ name, share: ms / total })).filter(({ share }) => share >= SHOWN)
}

function signOf(name: string): string {
  return SIGNS.get(name) ?? '?'
}

/** `cpuWait` is `cpu wait` for people. */
function partName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
