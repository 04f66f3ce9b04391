import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CliError, outputError } from './cli-error.ts'

export interface WriteOptions {
  /** Folder that the path is relative to. */
  readonly folder: string
  /** Whether a file that exists is replaced. */
  readonly force: boolean
}

/**
 * Writes a file whole or not at all: into a fresh file beside it, synchronised, then renamed.
 *
 * @throws CliError with exit code 5 and one sentence when it cannot be written, or exists and `force` is false.
 */
export async function writeOutput(path: string, text: string, options: WriteOptions): Promise<void> {
  const target = resolve(options.folder, path)
  await refuse(path, target, options.force)
  const part = `${target}.${randomBytes(6).toString('hex')}.part`
  try {
    await mkdir(dirname(target), { recursive: true })
    await writeSynced(part, text)
    await rename(part, target)
    await syncDirectory(dirname(target))
  } catch (error) {
    await unlink(part).catch(() => {})
    throw outputError(writeFailure(path, error))
  }
}

async function refuse(path: string, target: string, force: boolean): Promise<void> {
  let found: Awaited<ReturnType<typeof stat>>
  try {
    found = await stat(target)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw outputError(writeFailure(path, error))
  }
  if (found.isDirectory()) throw outputError(`"${path}" is a directory; name a file in it.`)
  if (!found.isFile()) throw outputError(`"${path}" is not a regular file.`)
  if (!force) throw outputError(`"${path}" exists already; use --force to replace it.`)
}

async function writeSynced(path: string, text: string): Promise<void> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'wx')
    await file.writeFile(text, 'utf8')
    await file.sync()
  } finally {
    await file?.close()
  }
}

/** The rename itself is on disk only when the directory is; some file systems refuse to synchronise one. */
async function syncDirectory(path: string): Promise<void> {
  let directory: FileHandle | undefined
  try {
    directory = await open(path, 'r')
    await directory.sync()
  } catch {
    // The file is whole in any case: only its survival of a power cut in this very moment is not assured.
  } finally {
    await directory?.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EFBIG: 'it would be larger than a file may be',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  EEXIST: 'a part of its path is a file',
  ENAMETOOLONG: 'its name is too long',
  EDQUOT: 'the disk quota is used up',
  EBUSY: 'another program holds it',
}

function writeFailure(path: string, error: unknown): string {
  if (error instanceof CliError) return error.message
  const code = codeOf(error)
  const reason = REASONS[code] ?? (code || (error instanceof Error ? error.message : String(error)))
  return `"${path}" could not be written: ${reason}.`
}
