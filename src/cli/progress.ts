import type { SingleBar } from 'cli-progress'
import type { Output } from './terminal.ts'

/** How far a job is. */
export interface ProgressState {
  readonly done: number
  readonly total: number
}

/** Shows how far a job is, on stderr only. */
export interface Progress {
  update(state: ProgressState): void
  /** Takes the line away. Must be called before anything else is written. */
  stop(): void
}

/** A job shorter than this shows nothing, milliseconds. */
const QUIET_FOR = 300
/** Time between two plain lines where no bar can be drawn, milliseconds. */
const PLAIN_EVERY = 5000

const silent: Progress = { update: () => {}, stop: () => {} }

/**
 * A bar on a terminal; plain lines every five seconds elsewhere; nothing in the first 300 ms, and nothing at all when
 * `wanted` is false (`--quiet`, `--json`).
 *
 * @param what What is counted, in the plural: `replications`.
 * @param now Milliseconds of a clock that never goes back; given by tests.
 */
export async function createProgress(
  output: Output,
  what: string,
  wanted: boolean,
  now: () => number = () => performance.now(),
): Promise<Progress> {
  if (!wanted) return silent
  if (!output.isTTY) return plainProgress(output, what, now)
  const { SingleBar: Bar } = await import('cli-progress')
  return barProgress(Bar, output, what, now)
}

function barProgress(Bar: typeof SingleBar, output: Output, what: string, now: () => number): Progress {
  const started = now()
  let bar: SingleBar | undefined
  return {
    update({ done, total }) {
      if (bar === undefined) {
        if (now() - started < QUIET_FOR || done >= total) return
        bar = new Bar({
          stream: output.stream,
          format: `  {bar}  {value}/{total} ${what}  {duration_formatted}, about {eta_formatted} left`,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 28,
          fps: 10,
          hideCursor: true,
          clearOnComplete: true,
        })
        bar.start(total, done)
        return
      }
      if (bar.getTotal() !== total) bar.setTotal(total)
      bar.update(done)
    },
    stop() {
      bar?.stop()
      bar = undefined
    },
  }
}

function plainProgress(output: Output, what: string, now: () => number): Progress {
  const started = now()
  let last = started
  return {
    update({ done, total }) {
      const time = now()
      if (time - last < PLAIN_EVERY) return
      last = time
      const seconds = Math.round((time - started) / 1000)
      // A lost progress line is no reason to fail a run.
      output.write(`${done}/${total} ${what} after ${seconds} s\n`).catch(() => {})
    },
    stop() {},
  }
}
