import { styleText } from 'node:util'
import { outputError } from './cli-error.ts'

/** One of the two streams a command writes to. */
export interface Output {
  readonly isTTY: boolean
  /** What `write` writes to; for the progress bar, which draws by itself. */
  readonly stream: NodeJS.WritableStream
  /** Whether colours are wanted here: a terminal, `FORCE_COLOR`, no `NO_COLOR`. */
  readonly colours: boolean
  /** Resolves when the text has been handed over; rejects with exit code 5 when it cannot be. */
  write(text: string): Promise<void>
}

/** What a command knows of its surroundings. Everything ambient comes in here, so that a test can pass its own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** What the program runs on, for a bug report: `Node v20.20.2 linux x64`. */
  readonly runtime: string
  /** Results, and nothing else. */
  readonly out: Output
  /** Progress, warnings and errors. */
  readonly err: Output
  readonly stdin: AsyncIterable<Uint8Array | string>
  /** Calls back at every SIGINT and SIGTERM until the returned function is called. */
  onSignal(callback: (signal: 'SIGINT' | 'SIGTERM') => void): () => void
  /** Ends the process at once: the second Ctrl-C. */
  exit(code: number): void
}

/** The surroundings of a real process. */
export function processTerminal(): Terminal {
  return {
    env: process.env,
    cwd: process.cwd(),
    runtime: `Node ${process.version} ${process.platform} ${process.arch}`,
    out: streamOutput(process.stdout),
    err: streamOutput(process.stderr),
    stdin: process.stdin,
    onSignal,
    exit: (code) => process.exit(code),
  }
}

function streamOutput(stream: NodeJS.WriteStream): Output {
  // Without a listener a closed pipe would throw outside any promise; `write` below reports the same error.
  stream.on('error', () => {})
  return {
    isTTY: 'isTTY' in stream && stream.isTTY,
    stream,
    colours: styleText('red', 'x', { stream }) !== 'x',
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === undefined || error === null) resolve()
          else reject(outputError(writeFailure(error)))
        })
      }),
  }
}

function writeFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'EPIPE') return 'The reader of the output closed it before everything was written.'
  if (error.code === 'ENOSPC') return 'The output could not be written: no space is left on the device.'
  return `The output could not be written: ${error.code ?? error.message}.`
}

function onSignal(callback: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  const interrupt = (): void => callback('SIGINT')
  const terminate = (): void => callback('SIGTERM')
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  return () => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', terminate)
  }
}
