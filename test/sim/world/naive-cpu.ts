/** A job of a cpu: it comes at `start`, needs `work`, and is given up at `cancel` unless it is done by then. */
export interface Job {
  readonly start: number
  readonly work: number
  readonly cancel: number
}

/** When a job left, and whether its work was done. */
export interface Departure {
  readonly time: number
  readonly done: boolean
}

/** Sharing in continuous time: from one change to the next, all jobs present advance at the same speed. */
export function shareEqually(jobs: readonly Job[], cores: number): readonly Departure[] {
  const left = jobs.map((job) => job.work)
  const gone: (Departure | undefined)[] = jobs.map(() => undefined)
  let now = 0
  for (;;) {
    const present = jobs.flatMap((job, i) => (gone[i] === undefined && job.start <= now ? [i] : []))
    const slowness = Math.max(1, present.length / cores)
    const changes = jobs.flatMap((job, i) => {
      if (gone[i] !== undefined) return []
      if (job.start > now) return [job.start]
      return [job.cancel, now + (left[i] as number) * slowness]
    })
    if (changes.length === 0) return gone as Departure[]
    const next = Math.min(...changes)
    for (const i of present) {
      const remaining = (left[i] as number) - (next - now) / slowness
      left[i] = remaining
      if (remaining <= 1e-6) gone[i] = { time: next, done: true }
      else if ((jobs[i] as Job).cancel <= next) gone[i] = { time: next, done: false }
    }
    now = next
  }
}

/** First come, first served, nanosecond by nanosecond of what happens. */
export function serveInOrder(jobs: readonly Job[], cores: number): readonly Departure[] {
  const gone: (Departure | undefined)[] = jobs.map(() => undefined)
  const doneAt = new Map<number, number>()
  const waiting: number[] = []
  let now = 0
  for (;;) {
    jobs.forEach((job, i) => {
      if (job.start === now && gone[i] === undefined) waiting.push(i)
    })
    for (const [i, time] of doneAt) {
      const given = (jobs[i] as Job).cancel
      if (time > now && given > now) continue
      doneAt.delete(i)
      gone[i] = { time: now, done: time <= now }
    }
    for (const i of waiting.filter((each) => (jobs[each] as Job).cancel <= now)) {
      waiting.splice(waiting.indexOf(i), 1)
      gone[i] = { time: now, done: false }
    }
    while (waiting.length > 0 && doneAt.size < cores) {
      const i = waiting.shift() as number
      doneAt.set(i, now + (jobs[i] as Job).work)
    }
    const changes = [
      ...doneAt.values(),
      ...[...doneAt.keys(), ...waiting].map((i) => (jobs[i] as Job).cancel),
      ...jobs.map((job) => job.start).filter((start) => start > now),
    ]
    if (changes.length === 0) return gone as Departure[]
    now = Math.min(...changes)
  }
}
