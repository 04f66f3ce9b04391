import { countMeasure, printCount } from './count.ts'
import { durationMeasure, printDuration } from './duration.ts'
import type { Measure } from './measure.ts'
import { printSize, sizeMeasure } from './size.ts'

/** What a law is about: its values' measure, and how they are printed. */
export interface LawDomain {
  readonly name: 'duration' | 'size' | 'count'
  readonly measure: Measure
  readonly print: (value: number) => string
}

/** Values in ns. */
export const durations: LawDomain = { name: 'duration', measure: durationMeasure, print: printDuration }
/** Values in bytes. */
export const sizes: LawDomain = { name: 'size', measure: sizeMeasure, print: printSize }
/** Plain numbers. */
export const counts: LawDomain = { name: 'count', measure: countMeasure, print: printCount }
