import { printDuration } from '../literals/duration.ts'
import type { DocumentPath } from '../problem.ts'
import type { DiurnalArrivals, RenewalArrivals } from '../scenario.ts'
import { about } from './about.ts'
import type { Findings } from './findings.ts'

/** Warns of a rate that ends before the run, and of parts of a rate that the run never reaches. */
export function lintRate(arrivals: RenewalArrivals, path: DocumentPath, duration: number, findings: Findings): void {
  let end = 0
  for (const [index, part] of arrivals.rate.entries()) {
    if (end >= duration) {
      findings.warning(
        'L307',
        [...path, 'rate', index],
        `the run is over after ${printDuration(duration)}, before this rate begins`,
        {
          hint: `run.duration must be more than ${printDuration(end)} for it`,
        },
      )
      return
    }
    end = part.for === undefined ? duration : end + part.for
  }
  if (end >= duration) return
  findings.warning(
    'L306',
    [...path, 'rate'],
    `the rates end after ${printDuration(end)}, the run after ${printDuration(duration)}`,
    {
      label: 'nothing arrives in between',
      hint: 'leave "for" out of the last part, and it lasts to the end',
    },
  )
}

/** Warns of a wave of which the run shows only a part. */
export function lintWave(arrivals: DiurnalArrivals, path: DocumentPath, duration: number, findings: Findings): void {
  const share = duration / arrivals.period
  if (share >= 1) return
  findings.warning(
    'L314',
    [...path, 'diurnal'],
    `the run sees ${about(share * 100)}% of a period of ${printDuration(arrivals.period)}`,
    {
      hint: `the rate of ${about(arrivals.mean)}/s is the mean of a whole period`,
    },
  )
}
