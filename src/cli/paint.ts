import { styleText } from 'node:util'
import { type Paint, plainPaint } from '../report/paint.ts'

/** Colours by `util.styleText`; `wanted` has weighed the terminal, `NO_COLOR`, `FORCE_COLOR` and `--no-color`. */
export function terminalPaint(wanted: boolean): Paint {
  if (!wanted) return plainPaint
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(format, text, { validateStream: false })
  return {
    good: style('green'),
    bad: style('red'),
    doubt: style('yellow'),
    strong: style('bold'),
    faint: style('dim'),
    accent: style('cyan'),
  }
}
