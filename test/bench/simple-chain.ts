import type { ChainParameters } from '../../bench/reference/nested-chain.ts'

/** What a run of the chain gave. */
export interface ChainResult {
  readonly finished: number
  readonly failed: number
  readonly latency: number
  readonly timeouts: number
}

/**
 * The nested chain once more, with no thought of speed: closures in a sorted list, logarithms, nothing shared with the
 * reference. It exists to disagree with it.
 */
export function runSimpleChain(parameters: ChainParameters, requests: number, uniform: () => number): ChainResult {
  const agenda: { readonly at: number; readonly act: () => void }[] = []
  let now = 0
  const later = (delay: number, act: () => void): void => {
    const at = now + delay
    let index = agenda.length
    while (index > 0 && (agenda[index - 1]?.at ?? 0) <= at) index--
    agenda.splice(index, 0, { at, act })
  }
  const draw = (mean: number): number => -Math.log(1 - uniform()) * mean
  const services = Array.from({ length: parameters.depth }, () => ({
    slots: resource(parameters.slots),
    cores: resource(parameters.cores),
  }))
  const result = { finished: 0, failed: 0, latency: 0, timeouts: 0 }

  /** One call; `answer` is told once whether it succeeded. */
  const call = (level: number, answer: (ok: boolean) => void): void => {
    let open = true
    const close = (ok: boolean): void => {
      if (!open) return
      open = false
      answer(ok)
    }
    later(parameters.timeout, () => {
      if (open) result.timeouts++
      close(false)
    })
    later(draw(parameters.hop), () => serve(level, (ok) => later(draw(parameters.hop), () => close(ok))))
  }
  const serve = (level: number, reply: (ok: boolean) => void): void => {
    const service = services[level]
    if (service === undefined) throw new RangeError(`no service ${level}`)
    service.slots.take(() => {
      const done = (ok: boolean): void => {
        service.slots.give()
        reply(ok)
      }
      service.cores.take(() =>
        later(draw(parameters.service), () => {
          service.cores.give()
          if (level + 1 < parameters.depth) call(level + 1, done)
          else done(true)
        }),
      )
    })
  }
  const arrive = (): void => {
    const came = now
    later(draw(1 / parameters.rate), arrive)
    call(0, (ok) => {
      result.finished++
      result.latency += now - came
      if (!ok) result.failed++
    })
  }
  later(draw(1 / parameters.rate), arrive)
  while (result.finished < requests) {
    const next = agenda.pop()
    if (next === undefined) throw new RangeError('nothing left to do')
    now = next.at
    next.act()
  }
  return result
}

/** So many at once; the others wait in line. */
function resource(size: number): { take(use: () => void): void; give(): void } {
  const line: (() => void)[] = []
  let free = size
  return {
    take: (use) => {
      if (free === 0) line.push(use)
      else {
        free--
        use()
      }
    },
    give: () => {
      const next = line.shift()
      if (next === undefined) free++
      else next()
    },
  }
}
